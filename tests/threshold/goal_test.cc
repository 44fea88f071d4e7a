#include "threshold/goal.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;

namespace {

Ranking sample(std::uint64_t seed, std::size_t n = 400) {
  Random random(seed, "goal test");
  std::vector<double> scores;
  std::vector<char> anomalous;
  for (std::size_t i = 0; i < n; ++i) {
    anomalous.push_back(i % 8 == 0);
    scores.push_back(random.normal() + (anomalous.back() ? 2 : 0));
  }
  return rank(scores, anomalous);
}

}  // namespace

TEST_CASE("Best cuts by hand") {
  // Strangest first: A N A A N N.
  const std::vector<double> scores = {6, 5, 4, 3, 2, 1};
  const std::vector<char> anomalous = {1, 0, 1, 1, 0, 0};
  const Ranking r = rank(scores, anomalous);
  const GoalCut f1 = best_cut(r, {Goal::Kind::f_beta, 1, 0});
  CHECK(f1.cut == 3);
  CHECK(f1.value == Approx(2 * 0.75 / 1.75));
  CHECK(f1.precision == 0.75);
  CHECK(f1.false_alarm_rate == Approx(1.0 / 3));
  CHECK(best_cut(r, {Goal::Kind::f_beta, 0.2, 0}).cut == 6);  // precision counts 25 times recall
  CHECK(best_cut(r, {Goal::Kind::youden, 1, 0}).value == Approx(1 - 1.0 / 3));
  const GoalCut precise = best_cut(r, {Goal::Kind::recall_at_precision, 1, 0.9});
  CHECK(precise.cut == 6);
  CHECK(precise.recall == Approx(1.0 / 3));
}

TEST_CASE("A precision no cut has leaves no alert") {
  const std::vector<double> scores = {2, 1};
  const std::vector<char> anomalous = {0, 1};
  const GoalCut none = best_cut(rank(scores, anomalous), {Goal::Kind::recall_at_precision, 1, 0.9});
  CHECK(std::isinf(none.cut));
  CHECK(none.value == 0);
}

TEST_CASE("Intervals hold the estimate and shrink with the records; the same seed gives the same") {
  const Goal goal{Goal::Kind::f_beta, 1, 0};
  const GoalCut few = best_cut(sample(1), goal, 3), many = best_cut(sample(1, 6400), goal, 3);
  for (const GoalCut& g : {few, many}) {
    CHECK(g.value_low <= g.value);
    CHECK(g.value <= g.value_high);
    CHECK(g.cut_low <= g.cut_high);
  }
  CHECK(many.value_high - many.value_low < 0.5 * (few.value_high - few.value_low));
  CHECK(best_cut(sample(1), goal, 3).cut_low == few.cut_low);
}

TEST_CASE("Goals that make no sense are refused") {
  check_fault(Fault::usage, "--beta: 0", [] { best_cut(sample(1), {Goal::Kind::f_beta, 0, 0}); });
  check_fault(Fault::usage, "--precision: 1.5", [] {
    best_cut(sample(1), {Goal::Kind::recall_at_precision, 1, 1.5});
  });
  check_fault(Fault::usage, "expected f_beta", [] { goal_from("auc"); });
  for (const Goal::Kind kind : {Goal::Kind::f_beta, Goal::Kind::youden, Goal::Kind::recall_at_precision})
    CHECK(goal_from(goal_name(kind)) == kind);
}
