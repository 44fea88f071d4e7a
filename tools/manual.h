// Manual pages and bash completion, made from the table of commands; those without a summary are hidden.
#pragma once

#include <span>
#include <string>

#include "tools/command.h"

namespace discern {

// discern.1: all commands, a line each, and what they share.
std::string manual_page(std::span<const Command> commands);

// discern-NAME.1. A blank line in a description begins a paragraph; an indented line stays a line.
std::string manual_page(const Command& command);

// Completes commands, their options, and the values of options that have choices; elsewhere bash offers
// files. A command whose arguments begin with a word in lower case is offered that word, one that takes a
// COMMAND the commands.
std::string bash_completion(std::span<const Command> commands);

}  // namespace discern
