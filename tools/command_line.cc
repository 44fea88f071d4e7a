#include "tools/command_line.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <map>

#include "base/fail.h"
#include "base/text.h"

namespace discern {
namespace {

namespace po = boost::program_options;

constexpr const char* kPositional = "positional arguments";

po::options_description described(std::span<const OptionSpec> specs) {
  po::options_description out;
  for (const OptionSpec& spec : specs) {
    const std::string names = spec.letter ? fmt::format("{},{}", spec.name, spec.letter) : spec.name;
    if (std::holds_alternative<bool>(spec.initial))
      out.add_options()(names.c_str(), po::value<std::string>()->implicit_value("true")->zero_tokens(), "");
    else
      out.add_options()(names.c_str(), po::value<std::vector<std::string>>()->composing(), "");
  }
  out.add_options()(kPositional, po::value<std::vector<std::string>>(), "");
  return out;
}

[[noreturn]] void refuse_unknown(const std::string& option, std::span<const OptionSpec> specs,
                                 const std::string& owner) {
  std::vector<std::string> names;
  for (const OptionSpec& spec : specs) names.push_back("--" + spec.name);
  fail(Fault::usage, "{}: there is no option {}{}; see discern help {}", owner, option,
       did_you_mean(option, names), owner);
}

[[noreturn]] void refuse_valueless(const std::string& option, std::span<const OptionSpec> specs,
                                   const std::string& owner) {
  const std::string name = option.substr(std::min(option.find_first_not_of('-'), option.size()));
  for (const OptionSpec& spec : specs)
    if (spec.name == name || name == std::string(1, spec.letter))
      fail(Fault::usage, "{}: --{} needs a value; give --{} {}: {}", owner, spec.name, spec.name,
           spec.placeholder, spec.help);
  fail(Fault::usage, "{}: {} needs a value; see discern help {}", owner, option, owner);
}

po::parsed_options parsed(std::span<const OptionSpec> specs, const std::string& owner,
                          const Arguments& arguments) {
  namespace style = po::command_line_style;
  const po::options_description options = described(specs);
  po::positional_options_description positional;
  positional.add(kPositional, -1);
  try {
    return po::command_line_parser(arguments)
        .options(options)
        .positional(positional)
        .style(style::allow_long | style::allow_short | style::short_allow_next |
               style::short_allow_adjacent | style::long_allow_next | style::long_allow_adjacent |
               style::allow_dash_for_short)
        .run();
  } catch (const po::unknown_option& error) {
    refuse_unknown(error.get_option_name(), specs, owner);
  } catch (const po::error_with_option_name& error) {
    refuse_valueless(error.get_option_name(), specs, owner);
  } catch (const po::error& error) {
    fail(Fault::usage, "{}: {}; see discern help {}", owner, error.what(), owner);
  }
}

// A list given several times is one list; anything else given twice is a slip.
void add_option(const OptionSpec& spec, const std::string& text, const std::string& owner, ParsedLine& line) {
  const auto before = std::find_if(line.options.begin(), line.options.end(),
                                   [&](const auto& option) { return option.first == spec.name; });
  if (before == line.options.end()) {
    line.options.emplace_back(spec.name, text);
  } else if (std::holds_alternative<std::vector<std::string>>(spec.initial)) {
    before->second += "," + text;
  } else if (before->second != text) {
    fail(Fault::usage, "{}: --{} is given twice, as {} and as {}; give it once", owner, spec.name,
         before->second, text);
  }
}

}  // namespace

ParsedLine parse_line(std::span<const OptionSpec> specs, const std::string& owner,
                      const Arguments& arguments) {
  ParsedLine line;
  for (const po::option& option : parsed(specs, owner, arguments).options) {
    if (option.string_key == kPositional) {
      line.positional.insert(line.positional.end(), option.value.begin(), option.value.end());
      continue;
    }
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&](const OptionSpec& s) { return s.name == option.string_key; });
    if (spec == specs.end()) continue;
    add_option(*spec, option.value.empty() ? "true" : option.value.front(), owner, line);
  }
  return line;
}

void expect_count(const std::vector<std::string>& positional, std::size_t least, std::size_t most,
                  const std::string& owner, const std::string& what) {
  if (positional.size() < least)
    fail(Fault::usage, "{}: expected {}; see discern help {}", owner, what, owner);
  if (positional.size() > most)
    fail(Fault::usage, "{}: \"{}\" is one argument too many, expected {}; see discern help {}", owner,
         positional[most], what, owner);
}

}  // namespace discern
