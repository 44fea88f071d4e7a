#include "kernels/signals_held.h"

#include <pthread.h>

#include <initializer_list>

namespace discern {
namespace {

sigset_t all_but_faults() {
  sigset_t out;
  sigfillset(&out);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT}) sigdelset(&out, fault);
  return out;
}

}  // namespace

SignalsHeld::SignalsHeld() noexcept {
  static const sigset_t held = all_but_faults();
  pthread_sigmask(SIG_BLOCK, &held, &before_);
}

SignalsHeld::~SignalsHeld() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace discern
