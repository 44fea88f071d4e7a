#include "tools/manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "discern/version.h"
#include "tools/option_text.h"

namespace discern {
namespace {

// roff reads backslashes, and dots and quotes that begin a line; a bare hyphen would become a typographic
// one.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
    line_begins = c == '\n';
  }
  return out;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return char(std::toupper(c)); });
  return text;
}

std::string title(const std::string& name) {
  return fmt::format(".TH \"{}\" 1 \"\" \"discern {}\" \"discern manual\"\n.nh\n", roff(upper(name)),
                     kVersion);
}

std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    out += line.empty() ? ".PP\n" : roff(line) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string option_entry(const OptionSpec& option) {
  std::string names = option.letter ? fmt::format("\\fB\\-{}\\fR, ", option.letter) : "";
  names += fmt::format("\\fB\\-\\-{}\\fR", roff(option.name));
  if (!option.placeholder.empty()) names += fmt::format(" \\fI{}\\fR", roff(option.placeholder));
  const std::string range = option_range_text(option);
  return fmt::format(".TP\n{}\n{}\n", names,
                     roff(range.empty() ? option.help : option.help + " (" + range + ")"));
}

constexpr const char* kExitStatus =
    ".SH EXIT STATUS\n"
    "0 when done, 2 for a usage error, 3 for records that cannot be used, 4 for a model that cannot be used, "
    "5 for a\n"
    "file that cannot be read or written, and 1 only where an option asks for it.\n";

// Inside single quotes.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

std::string words(const std::vector<std::string>& items) {
  return shell_quoted(fmt::format("{}", fmt::join(items, " ")));
}

std::vector<std::string> command_names(std::span<const Command> commands) {
  std::vector<std::string> names;
  for (const Command& command : commands)
    if (!command.summary.empty()) names.push_back(command.name);
  return names;
}

std::vector<std::string> option_names(const Command& command) {
  std::vector<std::string> names{"--help"};
  for (const OptionSpec& option : command.options) {
    names.push_back("--" + option.name);
    if (option.letter) names.push_back(std::string("-") + option.letter);
  }
  return names;
}

// "payments [-o FILE]" -> "payments".
std::vector<std::string> positional_words(const Command& command, std::span<const Command> commands) {
  const std::string first = command.arguments.substr(0, command.arguments.find(' '));
  if (first.find("COMMAND") != first.npos) return command_names(commands);
  const bool literal = !first.empty() && std::all_of(first.begin(), first.end(),
                                                     [](unsigned char c) { return std::islower(c); });
  return literal ? std::vector{first} : std::vector<std::string>{};
}

std::string value_case(const std::string& command, const OptionSpec& option) {
  if (option.choices.empty()) return "";
  std::string pattern = fmt::format("{}:--{}", command, option.name);
  if (option.letter) pattern += fmt::format("|{}:-{}", command, option.letter);
  return fmt::format("    {}) COMPREPLY=($(compgen -W {} -- \"$current\")); return ;;\n", pattern,
                     words(option.choices));
}

std::string takes_value_case(const Command& command) {
  std::string patterns;
  for (const OptionSpec& option : command.options) {
    if (option.placeholder.empty()) continue;
    patterns += fmt::format("{}{}:--{}", patterns.empty() ? "" : "|", command.name, option.name);
    if (option.letter) patterns += fmt::format("|{}:-{}", command.name, option.letter);
  }
  return patterns.empty() ? "" : fmt::format("    {}) return ;;\n", patterns);
}

std::string command_case(const Command& command, std::span<const Command> commands) {
  return fmt::format("    {}) options={}; arguments={} ;;\n", command.name, words(option_names(command)),
                     words(positional_words(command, commands)));
}

}  // namespace

std::string manual_page(std::span<const Command> commands) {
  std::string out = title("discern");
  out +=
      ".SH NAME\ndiscern \\- learn what normal records look like and find the strange ones\n"
      ".SH SYNOPSIS\n.B discern\n\\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...\n.br\n.B discern "
      "\\-\\-version\n"
      ".SH DESCRIPTION\n"
      "discern learns from normal records alone, saves a model file, and says of every new record how "
      "strange it is, "
      "why,\nand whether to act on it.\n"
      ".SH COMMANDS\n";
  std::string see_also;
  for (const Command& command : commands) {
    if (command.summary.empty()) continue;
    out += fmt::format(".TP\n\\fBdiscern {}\\fR\n{}\n", roff(command.name), roff(command.summary));
    see_also += fmt::format("{}\\fBdiscern\\-{}\\fR(1)", see_also.empty() ? "" : ",\n", roff(command.name));
  }
  return out + kExitStatus + ".SH SEE ALSO\n" + see_also + "\n";
}

std::string manual_page(const Command& command) {
  const std::string name = roff(command.name);
  std::string out = title("discern-" + command.name);
  out += fmt::format(".SH NAME\ndiscern\\-{} \\- {}\n", name, roff(command.summary));
  out += fmt::format(".SH SYNOPSIS\n\\fBdiscern {}\\fR {}\n", name, roff(command.arguments));
  out += ".SH DESCRIPTION\n" + paragraphs(command.description);
  if (!command.options.empty()) out += ".SH OPTIONS\n";
  for (const OptionSpec& option : command.options) out += option_entry(option);
  if (!command.examples.empty()) out += ".SH EXAMPLES\n";
  for (const auto& [line, purpose] : command.examples)
    out += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(line), roff(purpose));
  return out + kExitStatus + ".SH SEE ALSO\n\\fBdiscern\\fR(1)\n";
}

std::string bash_completion(std::span<const Command> commands) {
  std::string values, taking, cases;
  for (const Command& command : commands) {
    for (const OptionSpec& option : command.options) values += value_case(command.name, option);
    taking += takes_value_case(command);
    cases += command_case(command, commands);
  }
  std::vector<std::string> first = command_names(commands);
  first.insert(first.end(), {"--help", "--version"});
  std::string out =
      "# bash completion for discern\n"
      "_discern() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} "
      "command=${COMP_WORDS[1]} options "
      "arguments\n"
      "  COMPREPLY=()\n"
      // bash takes --option=value for three words.
      "  if [ \"$current\" = = ]; then current=\n"
      "  elif [ \"$previous\" = = ]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n";
  out += fmt::format(
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W {} -- \"$current\")); return; fi\n",
      words(first));
  if (!values.empty() || !taking.empty())
    out += "  case $command:$previous in\n" + values + taking + "  esac\n";
  if (!cases.empty()) out += "  case $command in\n" + cases + "  esac\n";
  return out +
         "  case $current in\n"
         "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")) ;;\n"
         "    *) COMPREPLY=($(compgen -W \"$arguments\" -- \"$current\")) ;;\n"
         "  esac\n"
         "}\n"
         "complete -o bashdefault -o default -F _discern discern\n";
}

}  // namespace discern
