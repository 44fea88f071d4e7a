#include "threshold/delong.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "testing/faults.h"
#include "threshold/curves.h"

using namespace discern;

namespace {

// The definition, pair by pair.
PairedAreas by_pairs(const std::vector<double>& a, const std::vector<double>& b,
                     const std::vector<char>& anomalous) {
  std::vector<std::size_t> xs, ys;
  for (std::size_t i = 0; i < a.size(); ++i) (anomalous[i] ? xs : ys).push_back(i);
  const auto above = [](double x, double y) { return x > y ? 1.0 : x == y ? 0.5 : 0.0; };
  const double m = double(xs.size()), n = double(ys.size());
  std::vector<double> v10[2], v01[2];
  double area[2] = {0, 0};
  const std::vector<double>* scores[] = {&a, &b};
  for (int k = 0; k < 2; ++k) {
    for (const std::size_t x : xs) {
      double sum = 0;
      for (const std::size_t y : ys) sum += above((*scores[k])[x], (*scores[k])[y]);
      v10[k].push_back(sum / n);
      area[k] += sum / (m * n);
    }
    for (const std::size_t y : ys) {
      double sum = 0;
      for (const std::size_t x : xs) sum += above((*scores[k])[x], (*scores[k])[y]);
      v01[k].push_back(sum / m);
    }
  }
  const auto covariance = [&](const std::vector<double>& u, const std::vector<double>& v, int i, int j) {
    double sum = 0;
    for (std::size_t k = 0; k < u.size(); ++k) sum += (u[k] - area[i]) * (v[k] - area[j]);
    return sum / double(u.size() - 1);
  };
  const auto s = [&](int i, int j) {
    return covariance(v10[i], v10[j], i, j) / m + covariance(v01[i], v01[j], i, j) / n;
  };
  const double error = std::sqrt(s(0, 0) + s(1, 1) - 2 * s(0, 1)), difference = area[1] - area[0];
  return {area[0],
          area[1],
          difference,
          difference - 1.959963984540054 * error,
          difference + 1.959963984540054 * error,
          std::erfc(std::abs(difference / error) / std::sqrt(2.0))};
}

}  // namespace

TEST_CASE("DeLong's test agrees with its definition, pair by pair, with ties") {
  Random random(5, "delong test");
  for (int round = 0; round < 5; ++round) {
    std::vector<double> a, b;
    std::vector<char> anomalous;
    for (int i = 0; i < 80; ++i) {
      anomalous.push_back(i % 4 == 0);
      const double strange = i % 4 == 0 ? 1.2 : 0, shared = random.normal();
      a.push_back(std::round(4 * (strange + shared + 0.5 * random.normal())) / 4);
      b.push_back(std::round(4 * (1.3 * strange + shared + 0.5 * random.normal())) / 4);
    }
    const PairedAreas fast = delong(a, b, anomalous), slow = by_pairs(a, b, anomalous);
    CHECK(fast.first == Approx(auroc(a, anomalous)));
    CHECK(fast.second == Approx(auroc(b, anomalous)));
    CHECK(fast.low == Approx(slow.low));
    CHECK(fast.high == Approx(slow.high));
    CHECK(fast.p_value == Approx(slow.p_value));
  }
}

TEST_CASE("DeLong's test of a case worked out by hand") {
  // Anomalous 3 and 1 against normal 2 and 0, then 3 and 2 against 1 and 0: areas 3/4 and 1. Components of
  // the first: 1 and 1/2 of the anomalous, 1/2 and 1 of the normal; variances 1/8 each, over 2: 1/16 and
  // 1/16.
  const PairedAreas test =
      delong(std::vector<double>{3, 1, 2, 0}, std::vector<double>{3, 2, 1, 0}, std::vector<char>{1, 1, 0, 0});
  CHECK(test.first == 0.75);
  CHECK(test.second == 1);
  CHECK(test.high - test.difference == Approx(1.959963984540054 * std::sqrt(1.0 / 8)));
  CHECK(test.p_value == Approx(std::erfc(0.25 / std::sqrt(1.0 / 8) / std::sqrt(2.0))));
}

TEST_CASE("models that rank alike are not told apart") {
  const PairedAreas same =
      delong(std::vector<double>{4, 3, 2, 1}, std::vector<double>{8, 6, 4, 2}, std::vector<char>{1, 0, 1, 0});
  CHECK(same.difference == 0);
  CHECK(same.p_value == 1);
}

TEST_CASE("DeLong's test takes two records of either kind, and as many scores as labels") {
  check_fault(Fault::data, "1 anomalous and 2 normal", [] {
    delong(std::vector<double>{1, 2, 3}, std::vector<double>{1, 2, 3}, std::vector<char>{1, 0, 0});
  });
  check_fault(Fault::data, "one of each a record", [] {
    delong(std::vector<double>{1, 2}, std::vector<double>{1}, std::vector<char>{1, 0});
  });
}

TEST_CASE("the exact test of two counts is the binomial's both tails") {
  CHECK(sign_test(0, 0) == 1);
  CHECK(sign_test(5, 5) == 1);
  CHECK(sign_test(0, 5) == Approx(2.0 / 32));
  CHECK(sign_test(8, 2) == Approx(2.0 * (1 + 10 + 45) / 1024));
}
