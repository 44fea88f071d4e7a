// Arguments read by option lists.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/options.h"
#include "tools/command.h"

namespace discern {

struct ParsedLine {
  std::vector<std::string> positional;
  std::vector<std::pair<std::string, std::string>> options;  // name, text; a flag's text is "true"
};

// Error(usage) for an option nobody knows (with a suggestion) or one without its value. A list may be given
// several times. "-" is positional; after "--" everything is.
ParsedLine parse_line(std::span<const OptionSpec> specs, const std::string& owner,
                      const Arguments& arguments);

// The same into a struct; returns what is positional.
template <class Options>
std::vector<std::string> parse_into(const OptionTable<Options>& table, const Arguments& arguments,
                                    Options& options) {
  ParsedLine line = parse_line(table.specs(), table.owner(), arguments);
  for (const auto& [name, text] : line.options) table.set(options, name, text);
  return std::move(line.positional);
}

// Error(usage) unless there are between least and most positional arguments; what: "a model and records".
void expect_count(const std::vector<std::string>& positional, std::size_t least, std::size_t most,
                  const std::string& owner, const std::string& what);

}  // namespace discern
