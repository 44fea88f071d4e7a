#include "report/curve_bands.h"

#include <catch2/catch.hpp>

#include "base/random.h"

using namespace discern;

namespace {

struct Sample {
  std::vector<double> scores;
  std::vector<char> anomalous;
};
Sample drawn(std::size_t n) {
  Random random(3, "curve bands test");
  Sample out;
  for (std::size_t i = 0; i < n; ++i) {
    out.anomalous.push_back(i % 5 == 0);
    out.scores.push_back(random.normal() + (i % 5 == 0 ? 1.5 : 0));
  }
  return out;
}

double width(const Band& band) {
  double out = 0;
  for (std::size_t k = 0; k < band.at.size(); ++k) out += band.high[k] - band.low[k];
  return out / double(band.at.size());
}

}  // namespace

TEST_CASE("a curve is straight between its points, and takes the last of equal ones") {
  CHECK(value_at({0, 1, 2}, {0, 10, 20}, 0.5) == Approx(5));
  CHECK(value_at({0, 0, 1}, {0, 0.4, 1}, 0) == Approx(0.4));
  CHECK(value_at({0, 1}, {0, 1}, 1) == Approx(1));
}

TEST_CASE("bands hold the curve they are of, and narrow with more records") {
  for (const std::size_t n : {std::size_t(200), std::size_t(5000)}) {
    const Sample s = drawn(n);
    const Ranking ranking = rank(s.scores, s.anomalous);
    Random random(0, "test");
    const CurveBands bands = curve_bands(ranking, random);
    std::vector<double> recall = {0}, rate = {0};
    for (const CurvePoint& p : curve(ranking, 100000))
      recall.push_back(p.recall), rate.push_back(p.false_alarm_rate);
    for (std::size_t k = 0; k < bands.roc.at.size(); ++k) {
      const double value = value_at(rate, recall, bands.roc.at[k]);
      CHECK(bands.roc.low[k] <= value + 0.03);
      CHECK(bands.roc.high[k] >= value - 0.03);
      if (k) CHECK(bands.roc.low[k] >= bands.roc.low[k - 1]);
    }
    CHECK(bands.gain.high.back() == 1);
    CHECK(bands.precision.low.back() >= 0.2);  // no less than the share of anomalies
    if (n == 5000) CHECK(width(bands.roc) < 0.08);
  }
}

TEST_CASE("a ranking without fault has bands without width") {
  const std::vector<double> scores = {5, 4, 3, 2, 1};
  const std::vector<char> anomalous = {1, 1, 0, 0, 0};
  Random random(0, "test");
  const CurveBands bands = curve_bands(rank(scores, anomalous), random);
  CHECK(bands.roc.low.front() == 1);
  CHECK(width(bands.roc) == 0);
  CHECK(bands.precision.low.back() == 1);
}
