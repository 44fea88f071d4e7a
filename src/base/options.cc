#include "base/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"

namespace discern {
namespace {

std::string range_text(const OptionSpec& spec) {
  if (std::isinf(spec.most) && std::isinf(spec.least)) return "a number";
  if (std::isinf(spec.most)) return fmt::format("a number of at least {}", spec.least);
  return fmt::format("a number from {} to {}", spec.least, spec.most);
}

[[noreturn]] void refuse(const OptionSpec& spec, std::string_view text, std::string_view expected) {
  fail(Fault::usage, "--{}: \"{}\" is not {}; give {}: {}", spec.name, text, expected,
       spec.placeholder.empty() ? "the flag alone" : spec.placeholder, spec.help);
}

bool parse_flag(const OptionSpec& spec, std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  refuse(spec, text, "true or false");
}

double parse_real(const OptionSpec& spec, std::string_view text) {
  const auto value = parse_number(text);
  if (!value || !std::isfinite(*value) || *value < spec.least || *value > spec.most)
    refuse(spec, text, range_text(spec));
  return *value;
}

std::int64_t parse_whole(const OptionSpec& spec, std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || double(value) < spec.least ||
      double(value) > spec.most)
    refuse(spec, text, "a whole number" + range_text(spec).substr(8));
  return value;
}

std::string parse_choice(const OptionSpec& spec, std::string_view text) {
  std::string value(text);
  if (!spec.choices.empty() &&
      std::find(spec.choices.begin(), spec.choices.end(), value) == spec.choices.end())
    fail(Fault::usage, "--{}: \"{}\" is not one of {}{}", spec.name, value, list_of(spec.choices),
         did_you_mean(value, spec.choices));
  return value;
}

std::vector<std::string> parse_list(const OptionSpec& spec, std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (comma) items.push_back(parse_choice(spec, text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return items;
}

}  // namespace

OptionValue parse_option(const OptionSpec& spec, std::string_view text) {
  switch (spec.initial.index()) {
    case 0:
      return parse_flag(spec, text);
    case 1:
      return parse_whole(spec, text);
    case 2:
      return parse_real(spec, text);
    case 3:
      return parse_choice(spec, text);
    default:
      return parse_list(spec, text);
  }
}

std::string option_text(const OptionValue& value) {
  struct Printer {
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return std::to_string(v); }
    std::string operator()(double v) const { return fmt::format("{}", v); }
    std::string operator()(const std::string& v) const { return v; }
    std::string operator()(const std::vector<std::string>& v) const {
      return fmt::format("{}", fmt::join(v, ","));
    }
  };
  return std::visit(Printer{}, value);
}

const OptionSpec& find_option(std::span<const OptionSpec> specs, std::string_view name,
                              std::string_view owner) {
  std::vector<std::string> names;
  for (const OptionSpec& spec : specs) {
    if (spec.name == name) return spec;
    names.push_back(spec.name);
  }
  fail(Fault::usage, "{} has no option \"{}\"{}", owner, name, did_you_mean(name, names));
}

}  // namespace discern
