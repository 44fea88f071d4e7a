#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "detector/fixture.h"
#include "detector/stream.h"
#include "testing/faults.h"
#include "threshold/discovery.h"

using namespace discern;

namespace {

// The fixture's detector without its category, and calibrated so.
std::shared_ptr<Detector::State> numbers_only() {
  auto state = discern::testing::state();
  Table table = discern::testing::normal_table(1000, 4);
  table.columns.resize(2);
  const Schema schema{{{"amount", Kind::numeric, {}}, {"speed", Kind::numeric, {}}}};
  state->preparation = Preparation::learn(schema, table);
  state->profile = Profile::learn(schema, table);
  state->method = std::make_unique<discern::testing::DistanceFromZero>(2);
  Calibration calibration =
      calibrate(*state->method, components_of(*state->method, prepare(state->preparation, table)));
  state->tails = std::move(calibration.tails);
  state->conformal = std::move(calibration.conformal);
  return state;
}

Detector with(const Rule& rule) {
  auto state = numbers_only();
  state->rule = rule;
  return Detector(state);
}

// amount, speed and a column that is no feature: 0, 1, 2, 0, ... Every twentieth amount is far out.
std::unique_ptr<Source> records(std::size_t n) {
  std::vector<double> values;
  Random random(3, "rules test");
  for (std::size_t i = 0; i < n; ++i)
    values.insert(values.end(),
                  {(i % 2 ? 100 : 0) + random.normal() + (i % 20 ? 0 : 400), random.normal(), double(i % 3)});
  return make_source({"amount", "speed", "shop"}, values);
}

std::vector<Score> scored(const Detector& detector, ScoreOptions options = {}) {
  return detector.score(*records(600), options);
}

}  // namespace

TEST_CASE("A discovery rule decides on all records together, whatever the threads") {
  Rule rule = Rule::of_rate(0.2);
  rule.kind = Rule::Kind::discovery;
  const Detector detector = with(rule);
  for (const unsigned threads : {1u, 4u}) {
    ScoreOptions options;
    options.threads = threads;
    const std::vector<Score> got = scored(detector, options);
    std::vector<double> p_values;
    for (const Score& s : got) p_values.push_back(s.p_value);
    const std::vector<char> expected = benjamini_hochberg(p_values, 0.2);
    REQUIRE(std::count(expected.begin(), expected.end(), char(1)) > 5);
    for (std::size_t i = 0; i < got.size(); ++i) {
      REQUIRE(got[i].alert == (expected[i] != 0));
      REQUIRE(got[i].reasons.empty() == !got[i].alert);
    }
  }
}

TEST_CASE("A triage rule explains what is for review too") {
  Rule rule;
  rule.kind = Rule::Kind::triage;
  const Conformal calibration = numbers_only()->conformal;
  rule.cut = calibration.cut(0.02);
  rule.review = calibration.cut(0.1);
  std::size_t reviews = 0;
  for (const Score& s : scored(with(rule))) {
    CHECK(s.alert == (s.score >= rule.cut));
    CHECK(s.review == (s.score < rule.cut && s.score >= rule.review));
    CHECK(s.reasons.empty() == !(s.alert || s.review));
    reviews += s.review;
  }
  CHECK(reviews > 5);
}

TEST_CASE("Groups are values of a column that need be no feature") {
  Rule rule;
  rule.kind = Rule::Kind::groups;
  rule.column = "shop";
  rule.cut = Rule::kNever;
  rule.cuts = {{"0", 0.0}, {"1", 1.0}};
  const std::vector<Score> got = scored(with(rule));
  for (std::size_t i = 0; i < got.size(); ++i)
    REQUIRE(got[i].alert == (i % 3 == 0 || (i % 3 == 1 && got[i].score >= 1)));
  // A rate that is asked for stands above the rule, and needs no column.
  rule.column = "scanner";
  check_fault(Fault::data, "lacks the column \"scanner\"", [&] { scored(with(rule)); });
  ScoreOptions options;
  options.false_alarm_rate = 0.05;
  for (const Score& s : scored(with(rule), options)) REQUIRE(s.alert == (s.p_value <= 0.05));
}
