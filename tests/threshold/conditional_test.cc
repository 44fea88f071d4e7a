#include "threshold/conditional.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;

namespace {

// The false-alarm rates of all ranks of one calibration set: the order statistics of uniforms, ascending.
std::vector<double> true_rates(Random& random, std::size_t n) {
  std::vector<double> u(n);
  for (double& value : u) value = random.uniform();
  std::sort(u.begin(), u.end());
  return u;
}

}  // namespace

TEST_CASE("Bounds rise with the rank and end at 1") {
  for (const Bound bound : {Bound::beta, Bound::simes, Bound::dkw, Bound::monte_carlo})
    for (const std::size_t n : {1u, 2u, 7u, 500u}) {
      const std::vector<double> b = conditional_bounds(bound, n, 0.9);
      REQUIRE(b.size() == n + 1);
      CHECK(std::is_sorted(b.begin(), b.end()));
      CHECK(b.front() > 0);
      CHECK(b.back() == 1);
    }
}

TEST_CASE("Bounds by hand") {
  // One calibration score: its rate is uniform.
  CHECK(conditional_bounds(Bound::beta, 1, 0.9)[0] == Approx(0.9));
  // The smallest of n uniforms is below 1 - 0.1^(1/n) with probability 0.9.
  CHECK(conditional_bounds(Bound::beta, 20, 0.9)[0] == Approx(1 - std::pow(0.1, 1.0 / 20)));
  // n = 4, half 2: 1 - (0.1 (i (i - 1)) / 12)^(1/2), i = 4, 3, 2, and 1 from there.
  const std::vector<double> simes = conditional_bounds(Bound::simes, 4, 0.9);
  CHECK(simes[0] == Approx(1 - std::sqrt(0.1)));
  CHECK(simes[1] == Approx(1 - std::sqrt(0.1 * 6 / 12)));
  CHECK(simes[2] == Approx(1 - std::sqrt(0.1 * 2 / 12)));
  CHECK(simes[3] == 1);
  CHECK(conditional_bounds(Bound::dkw, 100, 0.9)[10] == Approx(0.1 + std::sqrt(std::log(10) / 200)));
}

TEST_CASE("Over 1,000 calibration sets the bounds of all ranks hold together at their confidence") {
  constexpr std::size_t kSets = 1000, kSize = 400;
  for (const double confidence : {0.8, 0.9, 0.95})
    for (const Bound bound : {Bound::simes, Bound::dkw, Bound::monte_carlo}) {
      const std::vector<double> b = conditional_bounds(bound, kSize, confidence, 5);
      Random random(17, "conditional test");
      double held = 0;
      for (std::size_t set = 0; set < kSets; ++set) {
        const std::vector<double> rates = true_rates(random, kSize);
        held += std::equal(rates.begin(), rates.end(), b.begin(), std::less_equal<>());
      }
      const double margin = 3 * std::sqrt(confidence * (1 - confidence) / kSets);
      CAPTURE(bound_name(bound), confidence, held / kSets);
      CHECK(held / kSets >= confidence - margin);
      if (bound == Bound::monte_carlo)
        CHECK(held / kSets <= confidence + margin + 0.03);  // and wastes little
    }
}

TEST_CASE("The bound of one rank holds exactly at its confidence") {
  constexpr std::size_t kSets = 1000, kSize = 400;
  const std::vector<double> b = conditional_bounds(Bound::beta, kSize, 0.9);
  for (const std::size_t k : {0u, 3u, 40u}) {
    Random random(23, "one rank");
    double held = 0;
    for (std::size_t set = 0; set < kSets; ++set) held += true_rates(random, kSize)[k] <= b[k];
    CHECK(held / kSets == Approx(0.9).margin(3 * std::sqrt(0.09 / kSets)));
  }
}

TEST_CASE("Large calibration sets are bounded too, and the same seed gives the same bounds") {
  const std::vector<double> b = conditional_bounds(Bound::monte_carlo, 100'000, 0.9, 1);
  CHECK(b == conditional_bounds(Bound::monte_carlo, 100'000, 0.9, 1));
  CHECK(b[999] > 0.01);
  CHECK(b[999] < 0.0115);
}

TEST_CASE("Names of bounds") {
  for (const Bound bound : {Bound::beta, Bound::simes, Bound::dkw, Bound::monte_carlo})
    CHECK(bound_from(bound_name(bound)) == bound);
  discern::check_fault(Fault::usage, "did you mean \"simes\"", [] { bound_from("sime"); });
}
