// What every executable of ours does around its work.
#pragma once

#include <functional>
#include <initializer_list>

namespace discern {

// Runs body; an Error becomes one line on stderr and its exit code; signals leave no half-written file.
// -> exit code.
int run_program(const std::function<int()>& body);

// Error(io) if standard output could not take everything that was printed.
void flush_output();

// Keeps up to 64 MiB a thread of what was freed: blocks of records come and go, and handing their memory back
// each time costs a tenth of the scoring. Call it before the work begins.
void keep_freed_memory();

// Lets handler take these signals, where the main thread takes them on a stack of its own: LibTorch's kernels
// may use the stack register for other things (kernels/signals_held.h).
void handle_signals(std::initializer_list<int> numbers, void (*handler)(int));

}  // namespace discern
