// Signals that come often, taken by a handler with as deep a stack as a careless one's.
#pragma once

#include <sys/time.h>

#include <atomic>
#include <csignal>

namespace discern {

inline std::atomic<int> taken_alarms{0};

inline void on_alarm(int) {
  volatile char frame[2000];
  for (volatile char& byte : frame) byte = 0x55;
  ++taken_alarms;
}

// While it lives, SIGALRM every 50 microseconds of real time.
class Alarms {
 public:
  Alarms() {
    taken_alarms = 0;
    struct sigaction action {};
    action.sa_handler = on_alarm;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, &before_);
    every(50);
  }
  ~Alarms() {
    every(0);
    sigaction(SIGALRM, &before_, nullptr);
  }
  Alarms(const Alarms&) = delete;
  Alarms& operator=(const Alarms&) = delete;

  int taken() const { return taken_alarms; }

 private:
  static void every(long microseconds) {
    const itimerval timer{{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_REAL, &timer, nullptr);
  }

  struct sigaction before_ {};
};

}  // namespace discern
