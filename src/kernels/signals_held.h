// Signals of the calling thread, held back for a while.
#pragma once

#include <csignal>

namespace discern {

// From construction to destruction this thread takes no signals but its own faults (SIGSEGV and the like);
// what arrives meanwhile is delivered afterwards. For calls that borrow the stack register: oneDNN's products
// let it point into the heap, where a handler's frame would overwrite other data (oneDNN issue 4845).
class SignalsHeld {
 public:
  SignalsHeld() noexcept;
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_;
};

}  // namespace discern
