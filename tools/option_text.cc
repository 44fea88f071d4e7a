#include "tools/option_text.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"

namespace discern {
namespace {

constexpr std::size_t kColumn = 28;

std::string bounds_text(const OptionSpec& option) {
  if (!std::isinf(option.least) && !std::isinf(option.most))
    return fmt::format("{} to {}", option.least, option.most);
  if (!std::isinf(option.least)) return fmt::format("at least {}", option.least);
  return "";
}

}  // namespace

std::string option_range_text(const OptionSpec& option) {
  if (std::holds_alternative<bool>(option.initial)) return "";
  std::string text = option_text(option.initial);
  if (!text.empty()) text = "default " + text;
  const auto append = [&](const std::string& more) {
    if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
  };
  append(bounds_text(option));
  std::vector<std::string> choices;
  for (const std::string& choice : option.choices)
    if (!choice.empty()) choices.push_back(choice);
  append(list_of(choices));
  return text;
}

std::string option_help(std::span<const OptionSpec> options) {
  std::string out;
  for (const OptionSpec& option : options) {
    std::string names = option.letter ? fmt::format("  -{}, --{}", option.letter, option.name)
                                      : fmt::format("      --{}", option.name);
    if (!option.placeholder.empty()) names += " " + option.placeholder;
    const std::string range = option_range_text(option);
    if (names.size() + 2 > kColumn) {
      out += names + "\n";
      names.clear();
    }
    out += fmt::format("{:<{}}{}{}\n", names, kColumn, option.help, range.empty() ? "" : " (" + range + ")");
  }
  return out;
}

}  // namespace discern
