#include "kernels/signals_held.h"

#include <sys/time.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <vector>

#include "base/random.h"
#include "kernels/gemm.h"

using namespace discern;

namespace {

std::atomic<int> taken{0};

// As deep a stack as a careless handler's.
void on_alarm(int) {
  volatile char frame[2000];
  for (volatile char& byte : frame) byte = 0x55;
  ++taken;
}

// Signals every 50 microseconds of real time.
class Alarms {
 public:
  Alarms() {
    taken = 0;
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

 private:
  static void every(long microseconds) {
    const itimerval timer{{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_REAL, &timer, nullptr);
  }

  struct sigaction before_ {};
};

std::vector<float> normals(std::size_t n) {
  Random random(n, "signals test");
  std::vector<float> values(n);
  for (float& v : values) v = float(random.normal());
  return values;
}

}  // namespace

// oneDNN keeps a product's buffers below the stack register where the inner size is over 32 (AVX-512).
TEST_CASE("signals do not reach into products") {
  constexpr std::size_t kSize = 256;
  const std::vector<float> a = normals(kSize * kSize), b = normals(kSize * kSize);
  for (const auto product : {gemm, gemm_loose, gemm_nt, gemm_tn}) {
    std::vector<float> expected(kSize * kSize), out(kSize * kSize);
    product(kSize, kSize, kSize, a.data(), b.data(), 0, expected.data());
    const Alarms alarms;
    for (int i = 0; taken < 20; ++i) {
      product(kSize, kSize, kSize, a.data(), b.data(), 0, out.data());
      REQUIRE(out == expected);
    }
  }
}

TEST_CASE("a signal that was held is delivered afterwards, but a fault of the thread is not held") {
  struct sigaction action {
  }, before{};
  action.sa_handler = on_alarm;
  sigaction(SIGUSR1, &action, &before);
  taken = 0;
  {
    const SignalsHeld held;
    std::raise(SIGUSR1);
    CHECK(taken == 0);
    sigset_t now;
    pthread_sigmask(SIG_BLOCK, nullptr, &now);
    CHECK(sigismember(&now, SIGINT) == 1);
    CHECK(sigismember(&now, SIGSEGV) == 0);
  }
  CHECK(taken == 1);
  sigaction(SIGUSR1, &before, nullptr);
}
