#include "report/promise.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "threshold/conformal.h"

using namespace discern;

namespace {

double log_choose(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}
double log_beta(double a, double b) {
  return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
}

// The same quantile, straight from the definition.
std::uint64_t naive_quantile(double n, double a, double b, double share) {
  double below = 0;
  for (double k = 0; k <= n; ++k) {
    below += std::exp(log_choose(n, k) + log_beta(k + a, n - k + b) - log_beta(a, b));
    if (below >= share) return std::uint64_t(k);
  }
  return std::uint64_t(n);
}

}  // namespace

TEST_CASE("expected false alarms follow the beta-binomial law") {
  for (const double n : {1.0, 10.0, 500.0, 3000.0})
    for (const double calibration : {19.0, 100.0, 999.0, 5000.0})
      for (const double rate : {0.01, 0.05, 0.3}) {
        const double a = std::floor(rate * (calibration + 1) + 1e-9);
        const FalseAlarms found = false_alarms(std::uint64_t(n), std::uint64_t(calibration), rate);
        if (a < 1) {
          CHECK(found.high == 0);
          continue;
        }
        CAPTURE(n, calibration, rate);
        CHECK(found.mean == Approx(n * a / (calibration + 1)));
        CHECK(found.low == naive_quantile(n, a, calibration + 1 - a, 0.025));
        CHECK(found.high == naive_quantile(n, a, calibration + 1 - a, 0.975));
      }
}

TEST_CASE("a calibration set too small for the rate promises no alert") {
  const FalseAlarms none = false_alarms(1000, 98, 0.01);
  CHECK(none.mean == 0);
  CHECK(none.high == 0);
  CHECK(false_alarms(1000, 99, 0.01).mean == Approx(10));
}

TEST_CASE("the promised range holds the alerts of fresh normal records about 95 times in 100") {
  constexpr std::size_t kCalibration = 400, kRecords = 1000;
  const FalseAlarms promised = false_alarms(kRecords, kCalibration, 0.02);
  int held = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed, "promise test");
    std::vector<double> calibration;
    for (std::size_t i = 0; i < kCalibration; ++i) calibration.push_back(random.normal());
    const Conformal conformal(calibration);
    std::uint64_t alerts = 0;
    for (std::size_t i = 0; i < kRecords; ++i) alerts += conformal.p_value(random.normal()) <= 0.02;
    held += promised.low <= alerts && alerts <= promised.high;
  }
  CHECK(held >= 180);
  CHECK(held <= 199);
}

TEST_CASE("false alarms of a cut beyond all calibration records are binomial, of a discovery rule none") {
  std::vector<double> scores;
  for (int i = 0; i < 100; ++i) scores.push_back(i);
  const Conformal conformal(scores);
  Rule rule = Rule::of_rate(0.05);
  CHECK(false_alarms(1000, conformal, rule).high == false_alarms(1000, 100, 0.05).high);
  rule = Rule::of_rate(1e-3);
  CHECK(false_alarms(10'000, conformal, rule).high == 0);
  rule.kind = Rule::Kind::tail;
  rule.cut = 200;
  const FalseAlarms found = false_alarms(10'000, conformal, rule);
  CHECK(found.mean == Approx(10));
  CHECK(found.low == 4);
  CHECK(found.high == 17);
  rule.kind = Rule::Kind::discovery;
  CHECK(false_alarms(10'000, conformal, rule).high == 0);
}
