#include "threshold/tail.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"

using discern::Random;
using discern::Tail;

namespace {

std::vector<float> normals(std::uint64_t seed, std::size_t n) {
  Random random(seed, "tail test");
  std::vector<float> values(n);
  for (float& value : values) value = float(random.normal());
  return values;
}

std::vector<float> exponentials(std::uint64_t seed, std::size_t n) {
  Random random(seed, "tail test");
  std::vector<float> values(n);
  for (float& value : values) value = float(-std::log(1 - random.uniform()));
  return values;
}

// Few distinct values, so that ties are everywhere.
std::vector<float> ties(std::uint64_t seed, std::size_t n, std::uint64_t distinct) {
  Random random(seed, "tail test");
  std::vector<float> values(n);
  for (float& value : values) value = float(random.below(distinct)) - 1;
  return values;
}

std::vector<std::vector<float>> samples() {
  std::vector<std::vector<float>> all = {{0},          {-3},         {5, 5},          {0, 0, 0, 0},
                                         {1, 2},       {-2, -2, 7},  {1e-30f, 1e30f}, {1, 1, 1, 2},
                                         {0, 1, 1, 1}, {-1e-45f, 0}, {3e38f, -3e38f}};
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    all.push_back(normals(seed, 1 + seed * 3));
    all.push_back(exponentials(seed, 2 + seed));
    all.push_back(ties(seed, 1 + seed * 2, 1 + seed % 7));
  }
  return all;
}

}  // namespace

TEST_CASE("A calibration value's surprise is -log of the share at least as large") {
  const Tail tail({4, 1, 3, 2});
  CHECK(tail.surprise(1) == std::log(5.0 / 4));
  CHECK(tail.surprise(2) == std::log(5.0 / 3));
  CHECK(tail.surprise(4) == std::log(5.0 / 1));
}

TEST_CASE("Tied calibration values all count as at least as large") {
  const Tail tail({1, 2, 2, 2, 3});
  CHECK(tail.surprise(2) == std::log(6.0 / 4));
  CHECK(tail.surprise(3) == std::log(6.0 / 1));
}

TEST_CASE("Between calibration values the surprise is linear") {
  const Tail tail({0, 4});
  const double low = std::log(3.0 / 2), high = std::log(3.0);
  CHECK(tail.surprise(1) == Approx(low + 0.25 * (high - low)));
  CHECK(tail.surprise(3) == Approx(low + 0.75 * (high - low)));
}

TEST_CASE("Beyond the largest value the tail is exponential with the mean excess over the 90 % quantile") {
  std::vector<float> values;
  for (int i = 1; i <= 18; ++i) values.push_back(float(i));
  values.push_back(20);
  values.push_back(22);
  const Tail tail(values);  // the 90 % quantile is 18, the mean excess over it (2 + 4) / 2
  CHECK(tail.surprise(22) == std::log(21.0));
  CHECK(tail.surprise(28) == Approx(std::log(21.0) + 6.0 / 3));
}

TEST_CASE("Where nothing is over the 90 % quantile the scale is the mean excess over the smallest value") {
  CHECK(Tail({1, 3, 5}).surprise(8) == Approx(std::log(4.0) + 3.0 / 3));
  CHECK(Tail({0, 0, 1, 1}).surprise(2) == Approx(std::log(5.0) + 1.0 / 1));
}

TEST_CASE("Equal calibration values give their own size as scale, zeros give 1") {
  CHECK(Tail({-4, -4}).surprise(0) == Approx(std::log(3.0) + 1));
  CHECK(Tail({0, 0}).surprise(2) == Approx(std::log(3.0) + 2));
}

TEST_CASE("Below the smallest value the surprise falls towards 0 and keeps order") {
  const Tail tail({1, 3, 5});  // scale 3
  CHECK(tail.surprise(-2) == Approx(std::log(4.0 / 3) * 3 / 6));
  CHECK(tail.surprise(-1e30f) > 0);
  CHECK(tail.surprise(-1e30f) > tail.surprise(-1e31f));
}

TEST_CASE("A tail of nothing is surprised by nothing") {
  CHECK(Tail().surprise(3) == 0);
  CHECK(Tail(std::vector<float>{}).surprise(3) == 0);
  CHECK(Tail({3}).surprise_left_out(0) == 0);
}

TEST_CASE("Surprise grows strictly, stays finite and above 0 for any calibration") {
  constexpr float kMost = std::numeric_limits<float>::max();
  for (const auto& sample : samples()) {
    const Tail tail(sample);
    const float least = tail.sorted().front(), most = tail.sorted().back();
    const float range = most - least;
    std::vector<float> values = {-kMost, -1e30f, -1e10f, 1e10f, 1e30f, kMost};
    for (const float value : sample) values.push_back(value);
    if (range > 0 && std::isfinite(range))
      for (int i = -50; i <= 150; ++i) values.push_back(least + range * float(i) / 100);
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    double before = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double now = tail.surprise(values[i]);
      // Steps far below the sample's range are below what a double resolves.
      const bool visible = i == 0 || double(values[i]) - values[i - 1] > 1e-9 * range;
      CAPTURE(values[i], least, most);
      REQUIRE(std::isfinite(now));
      REQUIRE((visible ? now > before : now >= before));
      before = now;
    }
  }
}

TEST_CASE("The surprise has no step at a calibration value that stands once") {
  for (const auto& sample : {normals(3, 200), exponentials(4, 50)}) {
    const Tail tail(sample);
    for (const float value : sample) {
      const double here = tail.surprise(value);
      CHECK(tail.surprise(std::nextafter(value, 1e30f)) - here < 1e-3);
      CHECK(here - tail.surprise(std::nextafter(value, -1e30f)) < 1e-3);
    }
  }
}

TEST_CASE("Just above tied values the surprise steps up to that of the last of them") {
  const Tail tail({1, 2, 2, 2, 3});
  CHECK(tail.surprise(std::nextafter(2.0f, 3.0f)) == Approx(std::log(6.0 / 2)));
  CHECK(tail.surprise(std::nextafter(2.0f, 1.0f)) == Approx(std::log(6.0 / 4)));
}

TEST_CASE("What no normal record had is as surprising as there are normal records") {
  const Tail tail(std::vector<float>(9999, 0.0f));
  CHECK(tail.surprise(0) < 1e-3);
  CHECK(tail.surprise(1e-3f) > std::log(10000.0));
}

TEST_CASE("A value left out is judged to the bit as by a tail of all the others") {
  for (const auto& sample : samples()) {
    const Tail tail(sample);
    for (std::size_t i = 0; i < sample.size(); ++i) {
      std::vector<float> others(tail.sorted().begin(), tail.sorted().end());
      others.erase(others.begin() + std::ptrdiff_t(i));
      REQUIRE(tail.surprise_left_out(i) == Tail(others).surprise(tail.sorted()[i]));
    }
  }
}

TEST_CASE("The order of the calibration values does not matter") {
  auto values = exponentials(9, 300);
  const Tail tail(values);
  std::reverse(values.begin(), values.end());
  const Tail reversed(values);
  for (const float value : {-1.0f, 0.0f, 0.3f, 2.5f, 40.0f})
    CHECK(tail.surprise(value) == reversed.surprise(value));
}

TEST_CASE("On exponential samples the tail is right within a factor, far beyond the sample") {
  constexpr std::size_t kSize = 20000;
  double mean = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Tail tail(exponentials(seed, kSize));
    // Inside: the count over 5 has a relative error of 1 / sqrt(20000 e^-5), about 9 %; four of them.
    CHECK(tail.surprise(5) == Approx(5).margin(0.36));
    // Outside: the largest value stands for its expected rank, which is off by a Gumbel variable.
    CHECK(tail.surprise(25) == Approx(25).margin(7));
    mean += tail.surprise(25) / 20;
  }
  CHECK(mean == Approx(25).margin(2));
}

TEST_CASE("On Gaussian samples the tail is right inside and never claims too much outside") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Tail tail(normals(seed, 20000));
    CHECK(tail.surprise(2) == Approx(-std::log(0.5 * std::erfc(2 / std::sqrt(2.0)))).margin(0.2));
    const double truth = -std::log(0.5 * std::erfc(6 / std::sqrt(2.0)));
    CHECK(tail.surprise(6) < truth);
    CHECK(tail.surprise(6) > 0.55 * truth);
  }
}

TEST_CASE("A hundred thousand calibration values keep order at every rank") {
  const Tail tail(normals(8, 100000));
  double before = 0;
  for (std::size_t i = 0; i < tail.sorted().size(); ++i) {
    const double now = tail.surprise(tail.sorted()[i]);
    REQUIRE(now >= before);
    REQUIRE(tail.surprise_left_out(i) > 0);
    before = now;
  }
  CHECK(before == std::log(100001.0));
}
