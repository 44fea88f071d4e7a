#include "threshold/sorted_index.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"

using discern::Random;
using discern::SortedIndex;

namespace {

template <class Float>
void compare(const std::vector<Float>& sorted, Float value) {
  const SortedIndex index{std::span<const Float>(sorted)};
  const auto below = std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
  const auto up_to = std::upper_bound(sorted.begin(), sorted.end(), value) - sorted.begin();
  REQUIRE(index.count_below(sorted, value) == std::size_t(below));
  REQUIRE(index.count_up_to(sorted, value) == std::size_t(up_to));
}

// Every value of sorted, its neighbours, the zeros and the ends of the line.
template <class Float>
void compare_all(std::vector<Float> sorted) {
  constexpr Float kInfinity = std::numeric_limits<Float>::infinity();
  std::sort(sorted.begin(), sorted.end());
  for (const Float value : sorted)
    for (const Float near :
         {value, -value, std::nextafter(value, kInfinity), std::nextafter(value, -kInfinity)})
      compare(sorted, near);
  for (const Float value : {Float(0), Float(-0.0), kInfinity, -kInfinity, Float(1)}) compare(sorted, value);
}

template <class Float>
std::vector<Float> draw(Random& random, std::size_t n, int kind) {
  std::vector<Float> values(n);
  for (Float& value : values) {
    const double normal = random.normal();
    value = Float(kind == 0   ? normal
                  : kind == 1 ? std::exp(20 * normal)
                  : kind == 2 ? std::round(normal)
                              : 0.0);
  }
  return values;
}

}  // namespace

TEMPLATE_TEST_CASE("A sorted index counts as std::lower_bound and std::upper_bound do", "", float, double) {
  Random random(1, "sorted index test");
  compare_all<TestType>({});
  for (const std::size_t n : {1, 2, 3, 4, 5, 9, 100, 300})
    for (int kind = 0; kind < 4; ++kind) compare_all(draw<TestType>(random, n, kind));
}

TEST_CASE("Zeros of either sign are one value to a sorted index") {
  compare_all<float>({-0.0f, 0.0f, -1, 1, -0.0f});
  compare_all<double>({-1e-300, -0.0, 0.0, 1e300});
}
