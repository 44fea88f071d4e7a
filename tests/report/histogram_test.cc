#include "report/histogram.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "base/random.h"

using namespace discern;

TEST_CASE("a histogram continues the bins of the calibration scores and keeps the rest in the last") {
  const std::vector<double> calibration{0, 1, 29.5, 30}, scores{-2, 0.5, 30.5, 59, 1000};
  const Histogram h = histogram(scores, calibration, std::vector<char>{0, 0, 1, 1, 1});
  REQUIRE(h.edges.size() == 61);
  CHECK(h.edges.front() == -2);
  CHECK(h.edges[1] == -1);
  CHECK(h.scored[0] == 1);
  CHECK(h.scored[2] == 1);
  CHECK(h.scored[32] == 1);
  CHECK(h.scored.back() == 2);
  CHECK(h.anomalous.back() == 2);
  CHECK(h.calibration[2] == 1);
  CHECK(h.calibration[31] == 1);
  CHECK(h.calibration[32] == 1);
  CHECK(h.below == 0);
  CHECK(h.above == 2);
}

TEST_CASE("a histogram counts what lies beyond its edges, and no score that an edge is made for") {
  const std::vector<double> calibration{0, 30};
  const Histogram both = histogram(std::vector<double>{-6, -5, 55, 56, 900}, calibration, {});
  CHECK(both.edges.front() == -5);
  CHECK(both.edges.back() == 55);
  CHECK(both.below == 1);
  CHECK(both.scored.front() == 2);
  CHECK(both.above == 2);
  CHECK(both.scored.back() == 3);
  Random random(6, "histogram edges");
  for (int round = 0; round < 100; ++round) {
    const double high = 0.1 + random.uniform();
    const Histogram h = histogram(std::vector<double>{0, high}, std::vector<double>{0, high}, {});
    CHECK(h.below == 0);
    CHECK(h.above == 0);
  }
}

TEST_CASE("a histogram counts every record once, even when all scores are the same") {
  Random random(5, "histogram test");
  for (int round = 0; round < 30; ++round) {
    std::vector<double> calibration(1 + random.below(50)), scores(1 + random.below(80));
    for (double& v : calibration) v = round % 3 ? double(round % 2) : random.normal();
    std::sort(calibration.begin(), calibration.end());
    for (double& v : scores) v = random.normal() * (round % 5 ? 1 : 1e9);
    const Histogram h = histogram(scores, calibration, {});
    CHECK(h.edges.size() <= 61);
    CHECK(std::is_sorted(h.edges.begin(), h.edges.end()));
    CHECK(std::accumulate(h.scored.begin(), h.scored.end(), std::size_t{0}) == scores.size());
    CHECK(std::accumulate(h.calibration.begin(), h.calibration.end(), std::size_t{0}) == calibration.size());
    CHECK(h.anomalous.empty());
  }
}
