#include "threshold/conformal.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"

using discern::Conformal;
using discern::Random;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> draw(Random& random, std::size_t n, bool rounded = false) {
  std::vector<double> values(n);
  for (double& value : values) value = rounded ? std::round(random.normal()) : random.normal();
  return values;
}

}  // namespace

TEST_CASE("The p-value counts the calibration scores at least as large, and the new one") {
  const Conformal conformal({3, 1, 2, 2});
  CHECK(conformal.p_value(4) == 1.0 / 5);
  CHECK(conformal.p_value(3) == 2.0 / 5);
  CHECK(conformal.p_value(2.5) == 2.0 / 5);
  CHECK(conformal.p_value(2) == 4.0 / 5);
  CHECK(conformal.p_value(1) == 1);
  CHECK(conformal.p_value(-1e300) == 1);
  CHECK(conformal.resolution() == 1.0 / 5);
}

TEST_CASE("The cut is the least score that alerts") {
  const Conformal conformal({1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(conformal.cut(0.1) == std::nextafter(9.0, kInfinity));
  CHECK(conformal.cut(0.25) == std::nextafter(8.0, kInfinity));
  CHECK(conformal.cut(0.09) == kInfinity);
  CHECK(conformal.cut(1) == -kInfinity);
}

TEST_CASE("Scores tied with the cut's rank do not alert") {
  const Conformal conformal({1, 5, 5, 5, 5, 5, 5, 5, 5});
  CHECK(conformal.cut(0.5) == std::nextafter(5.0, kInfinity));
  CHECK(conformal.p_value(5) == 0.9);
}

TEST_CASE("A score alerts by its p-value exactly when it reaches the cut") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed, "conformal test");
    const Conformal conformal(draw(random, 1 + random.below(60), seed % 2));
    const double grid = double(1 + random.below(60)) / double(conformal.sorted().size() + 1);
    for (const double rate : {0.001, 0.01, 0.05, 0.1, 0.3, random.uniform(), grid}) {
      const double cut = conformal.cut(rate);
      std::vector<double> scores = draw(random, 20);
      for (const double value : conformal.sorted()) {
        scores.push_back(value);
        scores.push_back(std::nextafter(value, kInfinity));
      }
      for (const double score : scores) REQUIRE((score >= cut) == (conformal.p_value(score) <= rate));
    }
  }
}

TEST_CASE("Over many data sets the false-alarm rate is the one that was asked for") {
  constexpr std::size_t kSets = 2000, kSize = 399, kFresh = 20;
  for (const double rate : {0.01, 0.05, 0.1}) {
    Random random(7, "false alarms");
    double alarms = 0;
    for (std::size_t set = 0; set < kSets; ++set) {
      const Conformal conformal(draw(random, kSize));
      for (const double score : draw(random, kFresh)) alarms += conformal.p_value(score) <= rate;
    }
    // Fresh scores of one set share its cut, whose own error adds to that of the count.
    const double variance = rate * (1 - rate) * (1.0 / (kSets * kFresh) + 1.0 / (kSets * (kSize + 2)));
    CAPTURE(rate);
    CHECK(alarms / (kSets * kFresh) == Approx(rate).margin(4 * std::sqrt(variance)));
  }
}

TEST_CASE("With ties the false-alarm rate stays below the one that was asked for") {
  for (const double rate : {0.01, 0.05, 0.1}) {
    Random random(11, "tied false alarms");
    double alarms = 0;
    for (std::size_t set = 0; set < 1000; ++set) {
      const Conformal conformal(draw(random, 200, true));
      for (const double score : draw(random, 20, true)) alarms += conformal.p_value(score) <= rate;
    }
    CHECK(alarms / 20000 <= rate + 4 * std::sqrt(rate * (1 - rate) / 20000));
  }
}

TEST_CASE("Ties broken at random give uniform p-values") {
  const Conformal conformal({3, 1, 2, 2});
  CHECK(conformal.p_value(2, 0) == 1.0 / 5);
  CHECK(conformal.p_value(2, 0.5) == 2.5 / 5);
  CHECK(conformal.p_value(9, 0.5) == 0.5 / 5);
  for (const double rate : {0.01, 0.05, 0.1}) {
    Random random(13, "random ties");
    double alarms = 0;
    for (std::size_t set = 0; set < 1000; ++set) {
      const Conformal rounded(draw(random, 150, true));
      for (const double score : draw(random, 20, true))
        alarms += rounded.p_value(score, random.uniform()) <= rate;
    }
    const double variance = rate * (1 - rate) * (1.0 / 20'000 + 1.0 / (1000 * 152.0));
    CAPTURE(rate);
    CHECK(alarms / 20'000 == Approx(rate).margin(4 * std::sqrt(variance)));
  }
}

TEST_CASE("The cut above a number of calibration scores") {
  const Conformal conformal({1, 2, 3});
  CHECK(conformal.cut_above(0) == std::nextafter(3.0, kInfinity));
  CHECK(conformal.cut_above(2) == std::nextafter(1.0, kInfinity));
  CHECK(conformal.cut_above(3) == -kInfinity);
  CHECK(conformal.at_least(2) == 2);
}
