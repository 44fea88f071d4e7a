#include "kernels/signals_held.h"

#include <catch2/catch.hpp>
#include <csignal>
#include <vector>

#include "base/random.h"
#include "kernels/gemm.h"
#include "testing/alarms.h"

using namespace discern;

namespace {

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
    while (alarms.taken() < 20) {
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
  taken_alarms = 0;
  {
    const SignalsHeld held;
    std::raise(SIGUSR1);
    CHECK(taken_alarms == 0);
    sigset_t now;
    pthread_sigmask(SIG_BLOCK, nullptr, &now);
    CHECK(sigismember(&now, SIGINT) == 1);
    CHECK(sigismember(&now, SIGSEGV) == 0);
  }
  CHECK(taken_alarms == 1);
  sigaction(SIGUSR1, &before, nullptr);
}
