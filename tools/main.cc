// discern: what normal looks like, and what does not. One file a command; this is their table.
#include <fmt/format.h>

#include <cstdio>

#include "base/fail.h"
#include "base/text.h"
#include "discern/version.h"
#include "tools/command.h"
#include "tools/run.h"

namespace discern {

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {train_command(),   score_command(),    report_command(),
                                             explain_command(), evaluate_command(), threshold_command(), watch_command(),    generate_command(),
                                             inspect_command(), simulate_command(), methods_command(),
                                             help_command(),    manual_command()};
  return table;
}

const Command& find_command(const std::string& name, const std::string& asked) {
  std::vector<std::string> names, listed;
  for (const Command& command : commands()) {
    if (command.name == name) return command;
    names.push_back(command.name);
    if (!command.summary.empty()) listed.push_back(command.name);
  }
  fail(Fault::usage, "{}there is no command \"{}\"{}; the commands are {}", asked, name,
       did_you_mean(name, names), list_of(listed));
}

namespace {

int print_version() {
  fmt::print("discern {}\nreads model files of format 1 to {}\n", kVersion, kFormatVersion);
  return 0;
}

int dispatch(Arguments arguments) {
  if (arguments.empty()) {
    help_command().run({});
    return int(Fault::usage);
  }
  const std::string name = arguments.front();
  arguments.erase(arguments.begin());
  if (name == "--version" || name == "-V") return print_version();
  if (name == "--help" || name == "-h") return help_command().run(arguments);
  const Command& command = find_command(name);
  for (const std::string& argument : arguments)
    if (argument == "--help" || argument == "-h") return help_command().run({command.name});
  return command.run(arguments);
}

}  // namespace
}  // namespace discern

int main(int count, char** values) {
  discern::keep_freed_memory();
  return discern::run_program([&] { return discern::dispatch({values + 1, values + count}); });
}
