// What a command of the program is, and the table of them.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/options.h"

namespace discern {

using Arguments = std::vector<std::string>;

struct Command {
  std::string name;
  std::string arguments;  // "NORMAL... -o MODEL"
  std::string summary;    // one line
  std::string description;
  std::vector<OptionSpec> options;
  std::vector<std::pair<std::string, std::string>> examples;  // command line, what it does
  int (*run)(const Arguments& arguments);                     // -> exit code; faults are thrown as Error
};

// All of `discern`, in the order of help.
const std::vector<Command>& commands();

// The command of that name; Error(usage) that lists them all and begins with `asked`, if not empty.
const Command& find_command(const std::string& name, const std::string& asked = "");

// One a file.
Command train_command();  // starts discern-train
Command score_command();
Command report_command();
Command evaluate_command();
Command threshold_command();
Command watch_command();
Command explain_command();
Command generate_command();
Command inspect_command();
Command simulate_command();
Command methods_command();
Command help_command();
Command manual_command();

}  // namespace discern
