#include "threshold/rule.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "testing/faults.h"

using namespace discern;
using Kind = Rule::Kind;

namespace {

Rule with_cut(Kind kind, double cut) {
  Rule rule;
  rule.kind = kind;
  rule.cut = cut;
  rule.settings = {{"false_alarm_rate", 0.01}};
  return rule;
}

void check_same(const Rule& a, const Rule& b) {
  CHECK(a.kind == b.kind);
  CHECK(a.rate == b.rate);
  CHECK(a.cut == b.cut);
  CHECK(a.review == b.review);
  CHECK(a.column == b.column);
  CHECK(a.cuts == b.cuts);
  CHECK(a.settings == b.settings);
}

}  // namespace

TEST_CASE("A rate goes by the p-value, the others by the cut, which alerts") {
  CHECK(Rule::of_rate(0.01).decide(0, 0.01) == Outcome::alarm);
  CHECK(Rule::of_rate(0.01).decide(99, 0.011) == Outcome::clear);
  for (const Kind kind : {Kind::conditional, Kind::tail, Kind::budget, Kind::cost, Kind::labels}) {
    CHECK(with_cut(kind, 2).decide(2, 1) == Outcome::alarm);
    CHECK(with_cut(kind, 2).decide(std::nextafter(2.0, 0), 1e-9) == Outcome::clear);
    CHECK(with_cut(kind, Rule::kNever).decide(1e300, 1e-9) == Outcome::clear);
  }
}

TEST_CASE("Triage has three verdicts") {
  Rule rule = with_cut(Kind::triage, 5);
  rule.review = 3;
  CHECK(rule.decide(2.9, 1) == Outcome::clear);
  CHECK(rule.decide(3, 1) == Outcome::review);
  CHECK(rule.decide(5, 1) == Outcome::alarm);
  CHECK(outcome_name(Outcome::review) == "review");
}

TEST_CASE("A group goes by its own cut, others by the cut of all") {
  Rule rule = with_cut(Kind::groups, 5);
  rule.column = "category";
  rule.cuts = {{"fuel", 2}, {"", 7}};
  CHECK(rule.decide(2, 1, "fuel") == Outcome::alarm);
  CHECK(rule.decide(4, 1, "travel") == Outcome::clear);
  CHECK(rule.decide(5, 1, "travel") == Outcome::alarm);
  CHECK(rule.decide(6, 1, "") == Outcome::clear);
}

TEST_CASE("Between equal scores the record's name decides, and nothing else") {
  const Conformal calibration({1, 1, 1, 2});
  Rule rule = Rule::of_rate(0.5);
  CHECK(rule.p_value(calibration, 1, "a") == calibration.p_value(1));
  rule.kind = Kind::randomised;
  rule.seed = 7;
  double sum = 0, least = 1, most = 0;
  constexpr int kRecords = 2000;
  for (int i = 0; i < kRecords; ++i) {
    const std::string name = std::to_string(i);
    const double p = rule.p_value(calibration, 1, name);
    REQUIRE(p == rule.p_value(calibration, 1, name));
    CHECK((rule.decide(1, p) == Outcome::alarm) == (p <= 0.5));
    least = std::min(least, p), most = std::max(most, p);
    sum += p;
  }
  CHECK(least > 0.2);  // one is larger
  CHECK(most <= 1);
  CHECK(sum / kRecords == Approx(0.6).margin(0.02));
  Rule other = rule;
  other.seed = 8;
  CHECK(other.p_value(calibration, 1, "a") != rule.p_value(calibration, 1, "a"));
  CHECK(rule.p_value(calibration, 9, "a") > 0);
}

TEST_CASE("Rules come back as they were saved") {
  CHECK(Rule::of_rate(0.05).save().dump() == R"({"false_alarm_rate":0.05})");
  check_same(Rule::load(Rule::of_rate(0.05).save()), Rule::of_rate(0.05));
  for (const Kind kind :
       {Kind::conditional, Kind::discovery, Kind::tail, Kind::budget, Kind::cost, Kind::labels})
    for (const double cut : {0.1 + 0.2, Rule::kNever}) {
      const Rule rule = with_cut(kind, cut);
      check_same(Rule::load(Json::parse(rule.save().dump())), rule);
      CHECK(rule_kind_from(kind_name(kind)) == kind);
    }
  Rule triage = with_cut(Kind::triage, 5);
  triage.review = 3;
  check_same(Rule::load(Json::parse(triage.save().dump())), triage);
  Rule groups = with_cut(Kind::groups, 5);
  groups.column = "category";
  groups.cuts = {{"a", 1.5}, {"", Rule::kNever}};
  check_same(Rule::load(Json::parse(groups.save().dump())), groups);
  groups.kind = Kind::weighted;
  check_same(Rule::load(Json::parse(groups.save().dump())), groups);
  Rule randomised = with_cut(Kind::randomised, Rule::kNever);
  randomised.seed = 9007199254740991;
  const Rule loaded = Rule::load(Json::parse(randomised.save().dump()));
  check_same(loaded, randomised);
  CHECK(loaded.seed == randomised.seed);
}

TEST_CASE("Files that hold no rule are refused") {
  const auto refuse = [](const char* part, const char* text) {
    check_fault(Fault::model, part, [&] { Rule::load(Json::parse(text)); });
  };
  refuse("\"false_alarm_rate\" is missing", "{}");
  refuse("a false-alarm rate of 1", R"({"false_alarm_rate": 1})");
  refuse("\"luck\" is not known", R"({"kind": "luck", "rate": 0.1})");
  refuse("\"seed\" is missing", R"({"kind": "randomised", "rate": 0.1, "cut": null, "settings": {}})");
  refuse("\"seed\" is missing",
         R"({"kind": "randomised", "rate": 0.1, "cut": null, "seed": -1, "settings": {}})");
  refuse("\"column\" is missing", R"({"kind": "weighted", "rate": 0.1, "cut": 1, "settings": {}})");
  // A rate is written without its name, or two files would say the same.
  refuse("\"rate\" is not known", R"({"kind": "rate", "rate": 0.1, "cut": 1, "settings": {}})");
  refuse("\"rate\" is missing", R"({"kind": "tail", "cut": 1, "settings": {}})");
  refuse("lacks its \"cut\"", R"({"kind": "tail", "rate": 0.1, "settings": {}})");
  refuse("cut that is no number", R"({"kind": "tail", "rate": 0.1, "cut": "1", "settings": {}})");
  refuse("reviews above", R"({"kind": "triage", "rate": 0.1, "cut": 1, "review": 2, "settings": {}})");
  refuse(
      "2 groups and 1 cuts",
      R"({"kind": "groups", "rate": 0.1, "cut": 1, "column": "a", "groups": ["x", "y"], "cuts": [1], "settings": {}})");
  refuse(
      "two cuts",
      R"({"kind": "groups", "rate": 0.1, "cut": 1, "column": "a", "groups": ["x", "x"], "cuts": [1, 2], "settings": {}})");
  check_fault(Fault::usage, "did you mean \"triage\"", [] { rule_kind_from("triaje"); });
}
