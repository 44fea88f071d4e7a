// What every executable of ours does around its work.
#pragma once

#include <functional>

namespace discern {

// Runs body; an Error becomes one line on stderr and its exit code; signals leave no half-written file.
// -> exit code.
int run_program(const std::function<int()>& body);

// Error(io) if standard output could not take everything that was printed.
void flush_output();

}  // namespace discern
