#include "threshold/curves.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "base/random.h"
#include "discern/error.h"

using namespace discern;

namespace {

struct Labelled {
  std::vector<double> scores;
  std::vector<char> anomalous;
};

// Many ties: `levels` distinct scores; anomalies lean towards the high ones.
Labelled random_labelled(std::uint64_t seed, std::size_t n, std::uint64_t levels) {
  Random random(seed, "curves test");
  Labelled out;
  for (std::size_t i = 0; i < n; ++i) {
    out.scores.push_back(double(random.below(levels)) - double(levels) / 3);
    out.anomalous.push_back(random.uniform() < 0.1 + 0.3 * out.scores.back() / double(levels));
  }
  out.anomalous[0] = 1;
  out.anomalous[1] = 0;
  return out;
}

double naive_auroc(const Labelled& d) {
  double won = 0, pairs = 0;
  for (std::size_t i = 0; i < d.scores.size(); ++i)
    for (std::size_t j = 0; j < d.scores.size(); ++j) {
      if (!d.anomalous[i] || d.anomalous[j]) continue;
      won += d.scores[i] > d.scores[j] ? 1 : d.scores[i] == d.scores[j] ? 0.5 : 0;
      ++pairs;
    }
  return won / pairs;
}

// Each anomaly's share of recall, at the precision of the alert rule that just includes it.
double naive_auprc(const Labelled& d) {
  double sum = 0, anomalies = 0;
  for (std::size_t i = 0; i < d.scores.size(); ++i) {
    if (!d.anomalous[i]) continue;
    double hits = 0, alerts = 0;
    for (std::size_t j = 0; j < d.scores.size(); ++j)
      if (d.scores[j] >= d.scores[i]) hits += d.anomalous[j] != 0, ++alerts;
    sum += hits / alerts;
    ++anomalies;
  }
  return sum / anomalies;
}

const Labelled kTen{{0.1, 0.4, 0.35, 0.8, 0.4, 0.8, 0.1, 0.9, 0.4, 0.2}, {0, 0, 1, 1, 1, 0, 0, 1, 0, 1}};

Fault fault_of(const std::vector<double>& scores, const std::vector<char>& anomalous, std::string& message) {
  try {
    auroc(scores, anomalous);
  } catch (const Error& error) {
    message = error.what();
    return error.fault();
  }
  return Fault::usage;
}

}  // namespace

TEST_CASE("areas agree with scikit-learn where scores tie") {
  // roc_auc_score and average_precision_score, scikit-learn 1.2.1.
  CHECK(auroc(kTen.scores, kTen.anomalous) == Approx(0.66).epsilon(1e-14));
  CHECK(auprc(kTen.scores, kTen.anomalous) == Approx(0.6726190476190477).epsilon(1e-14));
}

TEST_CASE("areas agree with scikit-learn on 500 records with 37 scores") {
  std::uint64_t state = 1;
  const auto next = [&] { return (state = state * 6364136223846793005u + 1442695040888963407u) >> 33; };
  Labelled d;
  for (int i = 0; i < 500; ++i) {
    d.scores.push_back(double(next() % 37));
    d.anomalous.push_back(double(next() % 100) < 5 + d.scores.back());
  }
  CHECK(auroc(d.scores, d.anomalous) == Approx(0.6809596121057118).epsilon(1e-14));
  CHECK(auprc(d.scores, d.anomalous) == Approx(0.2809643255494929).epsilon(1e-14));
}

TEST_CASE("areas agree with their definitions on random scores with ties") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Labelled d = random_labelled(seed, 20 + seed * 7, 1 + seed % 23);
    CHECK(auroc(d.scores, d.anomalous) == Approx(naive_auroc(d)).epsilon(1e-12));
    CHECK(auprc(d.scores, d.anomalous) == Approx(naive_auprc(d)).epsilon(1e-12));
  }
}

TEST_CASE("areas are 1 for a perfect order, 0.5 and the share of anomalies for one constant score") {
  CHECK(auroc(std::vector<double>{1, 2, 3}, std::vector<char>{0, 1, 1}) == 1);
  CHECK(auprc(std::vector<double>{1, 2, 3}, std::vector<char>{0, 1, 1}) == 1);
  CHECK(auroc(std::vector<double>{2, 2, 2, 2}, std::vector<char>{0, 1, 0, 0}) == 0.5);
  CHECK(auprc(std::vector<double>{2, 2, 2, 2}, std::vector<char>{0, 1, 0, 0}) == 0.25);
  CHECK(auroc(std::vector<double>{3, 2, 1}, std::vector<char>{0, 1, 1}) == 0);
}

TEST_CASE("F1 at the count takes the first of equals") {
  // Three anomalies; the three strangest are 9, 8 and the first of the two sevens.
  const std::vector<double> scores{7, 9, 7, 8, 1};
  CHECK(f1_at_count(scores, std::vector<char>{1, 1, 0, 0, 1}) == Approx(2.0 / 3));
  CHECK(f1_at_count(scores, std::vector<char>{0, 1, 1, 0, 1}) == Approx(1.0 / 3));
}

TEST_CASE("a curve has one point a distinct score, strangest first") {
  const auto points = curve(kTen.scores, kTen.anomalous);
  const double cuts[] = {0.9, 0.8, 0.4, 0.35, 0.2, 0.1};
  const double recall[] = {0.2, 0.4, 0.6, 0.8, 1, 1}, false_alarms[] = {0, 0.2, 0.6, 0.6, 0.6, 1};
  const double precision[] = {1, 2 / 3.0, 0.5, 4 / 7.0, 0.625, 0.5};
  REQUIRE(points.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK(points[i].cut == cuts[i]);
    CHECK(points[i].recall == Approx(recall[i]));
    CHECK(points[i].false_alarm_rate == Approx(false_alarms[i]));
    CHECK(points[i].precision == Approx(precision[i]));
  }
}

TEST_CASE("a long curve is thinned to points of the whole, with both ends and its head kept") {
  const Labelled d = random_labelled(3, 20000, 1000000);
  const auto whole = curve(d.scores, d.anomalous, 1000000);
  const auto same = [](const CurvePoint& a, const CurvePoint& b) {
    return a.cut == b.cut && a.recall == b.recall && a.false_alarm_rate == b.false_alarm_rate;
  };
  for (const std::size_t most : {2u, 3u, 10u, 200u}) {
    const auto thin = curve(d.scores, d.anomalous, most);
    REQUIRE(thin.size() >= 2);
    CHECK(thin.size() <= most);
    CHECK(same(thin.front(), whole.front()));
    CHECK(same(thin.back(), whole.back()));
    auto at = whole.begin();
    for (const CurvePoint& p : thin) {
      at = std::find_if(at, whole.end(), [&](const CurvePoint& q) { return same(p, q); });
      REQUIRE(at != whole.end());
    }
  }
  const auto thin = curve(d.scores, d.anomalous, 200);
  CHECK(std::count_if(thin.begin(), thin.end(),
                      [](const CurvePoint& p) { return p.false_alarm_rate < 0.01; }) > 20);
  double widest = 0;
  for (std::size_t i = 1; i < thin.size(); ++i)
    widest = std::max(widest, thin[i].recall - thin[i - 1].recall);
  CHECK(widest < 0.02);
}

TEST_CASE("a confusion answers with 0 where nothing is divided by nothing") {
  const Confusion c{3, 1, 2, 10};
  CHECK(c.precision() == 0.75);
  CHECK(c.recall() == 0.6);
  CHECK(c.f1() == Approx(2 * 0.75 * 0.6 / 1.35));
  CHECK(Confusion{}.precision() == 0);
  CHECK(Confusion{}.recall() == 0);
  CHECK(Confusion{}.f1() == 0);
}

TEST_CASE("labels of one kind, too few labels and scores that are not finite are faults of the data") {
  std::string message;
  CHECK(fault_of({1, 2}, {0, 0}, message) == Fault::data);
  CHECK(message == "evaluation: all 2 records are normal; give labelled records of both kinds");
  CHECK(fault_of({1, 2}, {1, 1}, message) == Fault::data);
  CHECK(message == "evaluation: all 2 records are anomalous; give labelled records of both kinds");
  CHECK(fault_of({1, 2}, {1}, message) == Fault::data);
  CHECK(message == "evaluation: 2 scores for 1 labels; give one label a record");
  CHECK(fault_of({1, std::nan("")}, {0, 1}, message) == Fault::data);
  CHECK(message == "evaluation: the score of record 2 is nan; scores must be finite");
}
