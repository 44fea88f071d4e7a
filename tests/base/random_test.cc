#include "base/random.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace discern;

namespace {

std::vector<double> uniforms(Random random, int n) {
  std::vector<double> values(std::size_t(n), 0.0);
  for (double& v : values) v = random.uniform();
  return values;
}

}  // namespace

TEST_CASE("the same seed and purpose give the same numbers, another of either does not") {
  const auto one = uniforms(Random(1, "a"), 20);
  CHECK(uniforms(Random(1, "a"), 20) == one);
  CHECK(uniforms(Random(2, "a"), 20) != one);
  CHECK(uniforms(Random(1, "b"), 20) != one);
  CHECK(uniforms(Random(1 + (std::uint64_t(1) << 32), "a"), 20) != one);
}

TEST_CASE("uniform numbers fill [0, 1) evenly") {
  const auto values = uniforms(Random(3, "uniform"), 100'000);
  CHECK(*std::min_element(values.begin(), values.end()) >= 0);
  CHECK(*std::max_element(values.begin(), values.end()) < 1);
  CHECK(std::accumulate(values.begin(), values.end(), 0.0) / 1e5 == Approx(0.5).margin(0.005));
}

TEST_CASE("normal numbers have mean 0, variance 1 and normal tails") {
  Random random(4, "normal");
  double sum = 0, squares = 0;
  int beyond = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double v = random.normal();
    CHECK_FALSE(std::isinf(v));
    sum += v;
    squares += v * v;
    beyond += std::abs(v) > 1.96;
  }
  CHECK(sum / 1e5 == Approx(0).margin(0.015));
  CHECK(squares / 1e5 == Approx(1).margin(0.02));
  CHECK(beyond / 1e5 == Approx(0.05).margin(0.003));
}

TEST_CASE("whole numbers below a limit are all drawn, about as often") {
  Random random(5, "below");
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts.at(random.below(7));
  for (const int count : counts) CHECK(count == Approx(10'000).margin(500));
  CHECK(random.below(1) == 0);
  const std::uint64_t large = (std::uint64_t(1) << 63) + 1;
  for (int i = 0; i < 100; ++i) CHECK(random.below(large) < large);
}

TEST_CASE("a stream's state gives the same numbers again, and other text is refused") {
  Random random(1, "state");
  for (int i = 0; i < 1000; ++i) random.normal();
  const std::string state = random.state();
  const double next = random.uniform();
  Random other(2, "other");
  REQUIRE(other.restore(state));
  CHECK(other.uniform() == next);
  CHECK_FALSE(other.restore("1 2 3"));
  CHECK_FALSE(other.restore("no numbers"));
  CHECK(other.uniform() == random.uniform());
}

TEST_CASE("a permutation holds every number once, every place alike") {
  CHECK(Random(6, "p").permutation(0).empty());
  CHECK(Random(6, "p").permutation(1) == std::vector<std::uint32_t>{0});
  auto order = Random(6, "p").permutation(1000);
  std::sort(order.begin(), order.end());
  for (std::uint32_t i = 0; i < 1000; ++i) CHECK(order[i] == i);
  Random random(7, "places");
  std::vector<int> first(4);
  for (int i = 0; i < 20'000; ++i) ++first[random.permutation(4)[0]];
  for (const int count : first) CHECK(count == Approx(5000).margin(300));
}
