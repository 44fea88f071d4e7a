#include "threshold/weighted.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"
#include "threshold/conformal.h"
#include "threshold/rule.h"

using namespace discern;

TEST_CASE("Weighted p-values by hand") {
  const WeightedConformal w(std::vector<double>{3, 1, 2}, std::vector<double>{1, 2, 4});
  CHECK(w.p_value(2, 1) == 6.0 / 8);  // 1 + 4 and its own 1, of 7 + 1
  CHECK(w.p_value(9, 3) == 3.0 / 10);
  CHECK(w.p_value(0, 1) == 1);
  CHECK(w.effective_size() == Approx(49.0 / 21));
}

TEST_CASE("A cut is the least score with such a p-value, for each weight of its own") {
  const WeightedConformal w(std::vector<double>{3, 1, 2}, std::vector<double>{1, 2, 4});
  CHECK(w.cut(0.25, 1) == std::nextafter(2.0, 3));  // 2 of 8; a score of 2 has 6 of 8
  CHECK(w.cut(0.2, 1) == std::nextafter(3.0, 4));
  CHECK(w.cut(0.1, 1) == Rule::kNever);  // 1 of 8 at least
  CHECK(w.cut(1, 1) == -Rule::kNever);
  Random random(3, "weighted cut");
  std::vector<double> scores, weights;
  for (int i = 0; i < 60; ++i) {
    scores.push_back(std::floor(10 * random.uniform()));
    weights.push_back(random.uniform());
  }
  const WeightedConformal many(scores, weights);
  for (const double own : {0.0, 0.3, 4.0})
    for (double rate = 0.01; rate < 1; rate += 0.03) {
      const double cut = many.cut(rate, own);
      for (double score = -0.5; score < 11; score += 0.25)
        CHECK((many.p_value(score, own) <= rate) == (score >= cut));
    }
}

TEST_CASE("With equal weights they are Conformal's") {
  const std::vector<double> scores = {5, 1, 1, 3, 2, 8};
  const Conformal conformal(scores);
  const WeightedConformal w(scores, std::vector<double>(6, 0.25));
  for (const double s : {0.0, 1.0, 2.5, 8.0, 9.0}) CHECK(w.p_value(s, 0.25) == Approx(conformal.p_value(s)));
}

TEST_CASE("Under a known shift the weighted rate is the one asked for, the plain one is not") {
  // Scores are x + noise; x is N(0, 1) in calibration and N(1, 1) in what comes: the ratio is exp(x - 1/2).
  Random random(9, "weighted test");
  double weighted = 0, plain = 0;
  constexpr int kSets = 1000, kFresh = 10;
  for (int set = 0; set < kSets; ++set) {
    std::vector<double> scores, weights;
    for (int i = 0; i < 500; ++i) {
      const double x = random.normal();
      scores.push_back(x + 0.5 * random.normal());
      weights.push_back(std::exp(x - 0.5));
    }
    const Conformal conformal(scores);
    const WeightedConformal w(scores, weights);
    for (int i = 0; i < kFresh; ++i) {
      const double x = 1 + random.normal(), score = x + 0.5 * random.normal();
      weighted += w.p_value(score, std::exp(x - 0.5)) <= 0.1;
      plain += conformal.p_value(score) <= 0.1;
    }
  }
  CHECK(weighted / (kSets * kFresh) == Approx(0.1).margin(0.012));
  CHECK(plain / (kSets * kFresh) > 0.25);
}

TEST_CASE("Weights that make no sense are refused") {
  using V = std::vector<double>;
  check_fault(Fault::usage, "2 scores for 1 weights", [] { WeightedConformal(V{1, 2}, V{1}); });
  check_fault(Fault::usage, "no weight is above 0", [] { WeightedConformal(V{1, 2}, V{0, 0}); });
  check_fault(Fault::usage, "record 2", [] { WeightedConformal(V{1, 2}, V{1, -1}); });
}
