#include "report/two_samples.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"

using namespace discern;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Matrix normal_rows(std::size_t n, std::size_t width, Random& random, double mean = 0) {
  Matrix out(n, width);
  for (float& value : out.data) value = float(mean + random.normal());
  return out;
}

Matrix of_rows(std::size_t width, std::vector<float> values) {
  Matrix out(values.size() / width, width);
  out.data = std::move(values);
  return out;
}

}  // namespace

TEST_CASE("Kolmogorov and Smirnov's distance by hand") {
  CHECK(kolmogorov_smirnov({1, 2, 3}, {3, 2, 1}) == 0);
  CHECK(kolmogorov_smirnov({1, 2, 3, 4}, {5, 6}) == 1);
  CHECK(kolmogorov_smirnov({1, 2, 3, 4}, {2.5, 9}) == Approx(0.5));
  CHECK(kolmogorov_smirnov({1, 1, 2}, {1, 2, 2}) == Approx(1.0 / 3));
  CHECK(kolmogorov_smirnov({kNaN, 1, 1, 1}, {1, 1}) == Approx(0.25));
  CHECK(kolmogorov_smirnov({kNaN, kNaN}, {kNaN}) == 0);
}

TEST_CASE("The total variation by hand") {
  const std::vector<double> a = {0, 0, 1, kNaN}, b = {0, 2, 2, 2}, c = {kNaN, 1, 0, 0};
  CHECK(total_variation(a, b) == Approx(0.75));
  CHECK(total_variation(a, c) == 0);
}

TEST_CASE("Chance's distances hold for samples of one distribution, and are not far above") {
  Random random(1, "test");
  int exceeded_ks = 0, exceeded_tv = 0;
  double mean_tv = 0, chance_tv = 0;
  for (int round = 0; round < 400; ++round) {
    std::vector<double> a, b, p, q;
    for (int i = 0; i < 200; ++i) a.push_back(random.normal()), p.push_back(double(random.below(6)));
    for (int i = 0; i < 100; ++i) b.push_back(random.normal()), q.push_back(double(random.below(6)));
    exceeded_ks += kolmogorov_smirnov(a, b) > kolmogorov_smirnov_chance(200, 100);
    exceeded_tv += total_variation(p, q) > total_variation_chance(p, q);
    mean_tv += total_variation(p, q) / 400;
    chance_tv += total_variation_chance(p, q) / 400;
  }
  CHECK(exceeded_ks <= 32);  // 20 expected, deviation 4.4
  CHECK(exceeded_ks >= 6);
  CHECK(exceeded_tv <= 32);
  CHECK(chance_tv < 4 * mean_tv);
}

TEST_CASE("Correlations are compared between groups, and the pair that differs most is named") {
  Random random(2, "test");
  // More columns than a tile has; in a the last follows the first, in b it does not.
  Matrix a = normal_rows(400, 150, random), b = normal_rows(400, 150, random);
  for (std::size_t i = 0; i < 400; ++i) a.row(i)[149] = a.row(i)[0];
  std::vector<std::size_t> groups(150);
  for (std::size_t f = 0; f < 150; ++f) groups[f] = f;
  CorrelationDifference found = compare_correlations(a, b, groups);
  CHECK(found.first == 0);
  CHECK(found.second == 149);
  CHECK(found.largest == Approx(1).margin(0.2));
  CHECK(found.mean == Approx(std::sqrt(2 / 3.14159265 * 2 / 400)).epsilon(0.1));
  groups[149] = 0;
  found = compare_correlations(a, b, groups);
  CHECK(found.largest < 0.4);
  CHECK(compare_correlations(a, a, groups).largest < 1e-12);
}

TEST_CASE("A constant correlates with nothing, and one column has no pair") {
  const Matrix constant = of_rows(2, {1, 7, 2, 7, 3, 7}), follows = of_rows(2, {1, 1, 2, 2, 3, 3});
  const std::size_t groups[] = {0, 1};
  CHECK(compare_correlations(constant, follows, groups).largest == Approx(1));
  CHECK(compare_correlations(constant, constant, groups).largest == 0);
  const std::size_t one[] = {0};
  CHECK(compare_correlations(of_rows(1, {1, 2}), of_rows(1, {3, 4}), one).mean == 0);
}

TEST_CASE("The nearest neighbour's share by hand") {
  // On a line: a0 a1 b0 b1 a2 b2; each one's nearest: a1 a0 a1 a2 b1 a2.
  const Matrix a = of_rows(1, {0, 1, 6.5}), b = of_rows(1, {3, 6, 8});
  CHECK(nearest_neighbour_share(a, b).share == Approx(2.0 / 6));
  CHECK(nearest_neighbour_share(of_rows(1, {0, 1}), of_rows(1, {50, 51})).share == 1);
  CHECK(nearest_neighbour_share(of_rows(1, {0, 9}), of_rows(1, {0.1f, 9.1f})).share == 0);
  // Equal rows share their votes: of the three at 0 each a sees one a of two others.
  CHECK(nearest_neighbour_share(of_rows(1, {0, 0}), of_rows(1, {0, 0.5f})).share ==
        Approx((0.5 + 0.5 + 0 + 1.0 / 3) / 4));
}

TEST_CASE("The nearest neighbour's interval holds a half in 95 % of samples of one distribution") {
  Random random(3, "test");
  for (const bool grid : {false, true}) {
    int held = 0;
    for (int round = 0; round < 300; ++round) {
      Matrix a = normal_rows(80, 3, random), b = normal_rows(80, 3, random);
      if (grid)
        for (Matrix* m : {&a, &b})
          for (float& value : m->data) value = std::round(value);
      const Interval interval = nearest_neighbour_share(a, b).interval;
      held += interval.low <= 0.5 && 0.5 <= interval.high;
    }
    CHECK(held >= 272);  // 285 expected, deviation 3.8
  }
  Matrix a = normal_rows(400, 3, random), moved = normal_rows(400, 3, random, 1);
  CHECK(nearest_neighbour_share(a, moved).interval.low > 0.55);
}

TEST_CASE("Wilson's interval") {
  CHECK(wilson(0.5, 100).low == Approx(0.4038).margin(1e-4));
  CHECK(wilson(0.5, 100).high == Approx(0.5962).margin(1e-4));
  CHECK(wilson(0, 10).low == 0);
  CHECK(wilson(0, 10).high == Approx(0.2775).margin(1e-4));
}
