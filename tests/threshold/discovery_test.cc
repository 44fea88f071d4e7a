#include "threshold/discovery.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "threshold/conformal.h"

using namespace discern;

TEST_CASE("Benjamini and Hochberg's own example rejects four of fifteen") {
  const std::vector<double> p = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0};
  CHECK(benjamini_hochberg_cut(p, 0.05) == 0.0095);
  std::vector<char> expected(15, 0);
  std::fill_n(expected.begin(), 4, char(1));
  CHECK(benjamini_hochberg(p, 0.05) == expected);
}

TEST_CASE("A later p-value below its line takes the earlier ones with it") {
  const std::vector<double> p = {0.04, 0.03, 0.9};
  CHECK(benjamini_hochberg(p, 0.06) == std::vector<char>{1, 1, 0});
  CHECK(benjamini_hochberg(p, 0.05) == std::vector<char>{0, 0, 0});
  CHECK(benjamini_hochberg_cut({}, 0.1) == 0);
}

TEST_CASE("What a calibration set supports") {
  CHECK(least_calibration(1000, 0.1) == 9999);
  CHECK(least_calibration(1, 0.05) == 19);
  CHECK(supported_rate(9999, 1000) == Approx(0.1));
  CHECK(least_together(9999, 1000, 0.1) == 1);
  CHECK(least_together(999, 1000, 0.1) == 10);
  // One record among m at the smallest p-value is found by n records and not by one fewer.
  for (const auto& [n, found] : {std::pair(199u, 1), std::pair(198u, 0)}) {
    std::vector<double> p(10, 0.9);
    p[3] = 1.0 / (n + 1);
    CHECK(benjamini_hochberg(p, 0.05)[3] == found);
  }
}

TEST_CASE("Over 1,000 data sets the false discovery rate stays below the one asked for") {
  for (const double fdr : {0.05, 0.1, 0.2}) {
    Random random(3, "discovery test");
    constexpr int kSets = 1000, kNormal = 90, kStrange = 10;
    double sum = 0, squares = 0, found = 0;
    for (int set = 0; set < kSets; ++set) {
      std::vector<double> calibration(1999), p;
      for (double& s : calibration) s = random.normal();
      const Conformal conformal(calibration);
      for (int i = 0; i < kNormal; ++i) p.push_back(conformal.p_value(random.normal()));
      for (int i = 0; i < kStrange; ++i) p.push_back(conformal.p_value(3.5 + random.normal()));
      const std::vector<char> alerts = benjamini_hochberg(p, fdr);
      const double wrong = double(std::count(alerts.begin(), alerts.begin() + kNormal, char(1)));
      const double all = double(std::count(alerts.begin(), alerts.end(), char(1)));
      const double share = all > 0 ? wrong / all : 0;
      sum += share, squares += share * share, found += (all - wrong) / kStrange;
    }
    const double mean = sum / kSets, error = std::sqrt((squares / kSets - mean * mean) / kSets);
    CAPTURE(fdr, mean, error);
    CHECK(mean <= fdr + 3 * error);
    CHECK(mean >= 0.5 * fdr);  // it is no empty promise either
    CHECK(found / kSets > 0.4);
  }
}
