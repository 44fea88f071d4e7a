#include "bench/variant.h"

#include <algorithm>

#include "base/fail.h"
#include "methods/table.h"

namespace discern::bench {

Variant parse_variant(std::string_view text) {
  std::size_t colon = std::min(text.find(':'), text.size());
  Variant variant{std::string(text.substr(0, colon)), std::string(text.substr(0, colon)), {}};
  const MethodInfo& method = find_method(variant.method);
  while (colon < text.size()) {
    const std::string_view rest = text.substr(colon + 1);
    const std::string_view setting = rest.substr(0, rest.find(':'));
    colon += 1 + setting.size();
    const std::size_t equals = setting.find('=');
    if (equals == setting.npos)
      fail(Fault::usage, "--methods: \"{}\" of \"{}\" is not an option and its value; write NAME=VALUE",
           setting, text);
    const std::string name(setting.substr(0, equals)), value(setting.substr(equals + 1));
    parse_option(find_option(method.options(), name, "method " + variant.method), value);
    if (!variant.options.emplace(name, value).second)
      fail(Fault::usage, "--methods: \"{}\" gives {} twice; give it once", text, name);
  }
  for (const auto& [name, value] : variant.options) variant.name += fmt::format(":{}={}", name, value);
  return variant;
}

}  // namespace discern::bench
