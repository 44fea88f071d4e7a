#include <fmt/format.h>

#include "tools/command.h"
#include "tools/option_text.h"

namespace discern {
namespace {

void print_overview() {
  fmt::print(
      "discern learns what normal looks like from normal records alone, with a GAN, then says of every new\n"
      "record how strange it is, why, and whether to act.\n\n"
      "  discern train normal.csv -o card.discern               learn from normal records\n"
      "  discern score card.discern incoming.csv -o scores.csv  score incoming ones\n"
      "  discern report card.discern scores.csv -o report.html  see what was found\n\n"
      "Commands:\n");
  for (const Command& command : commands())
    if (!command.summary.empty()) fmt::print("  {:<10} {}\n", command.name, command.summary);
  fmt::print(
      "\nInputs are paths, folders or - for standard input; .gz is read through.\n"
      "discern help COMMAND describes one; discern --version says which model files are read.\n");
}

void print_command(const Command& command) {
  fmt::print("discern {} {}\n\n{}\n", command.name, command.arguments, command.description);
  if (!command.options.empty()) fmt::print("\nOptions:\n{}", option_help(command.options));
  if (!command.examples.empty()) fmt::print("\nExamples:\n");
  for (const auto& [line, what] : command.examples) fmt::print("  {}\n      {}\n", line, what);
}

int run(const Arguments& arguments) {
  if (arguments.empty()) {
    print_overview();
    return 0;
  }
  print_command(find_command(arguments.front(), "help: "));
  return 0;
}

}  // namespace

Command help_command() {
  return {"help", "[COMMAND]", "describe a command", "Describes a command, or lists them all.", {}, {}, run};
}

}  // namespace discern
