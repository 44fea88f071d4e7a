#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"
#include "threshold/candidate.h"

using namespace discern;
using Kind = Rule::Kind;

namespace {

std::vector<double> normals(Random& random, std::size_t n, double mean = 0) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(mean + random.normal());
  return out;
}

Evidence evidence(std::size_t calibration, std::size_t scores = 0, std::uint64_t seed = 1) {
  Random random(seed, "candidates test");
  Evidence out;
  out.calibration = Conformal(normals(random, calibration));
  for (std::size_t i = 0; i < scores; ++i) {
    out.anomalous.push_back(i % 20 == 0);
    out.scores.push_back(random.normal() + (out.anomalous.back() ? 3 : 0));
  }
  return out;
}

Wanted all_wanted() {
  Wanted out;
  out.alerts = 10;
  out.volume = 1000;
  out.costs = {10, 1, 0.05};
  return out;
}

const Candidate& of(const std::vector<Candidate>& all, Kind kind) {
  return all[std::size_t(kind)];
}

bool says(const Candidate& c, const std::string& part) {
  return std::any_of(c.warnings.begin(), c.warnings.end(),
                     [&](const std::string& w) { return w.find(part) != w.npos; });
}

}  // namespace

TEST_CASE("One candidate a kind, in order, and their cuts agree with what they are made from") {
  const Evidence e = evidence(999, 400);
  const std::vector<Candidate> all = candidates(e, all_wanted());
  REQUIRE(all.size() == 11);
  for (std::size_t k = 0; k < all.size(); ++k) CHECK(all[k].rule.kind == Kind(k));
  CHECK(of(all, Kind::rate).rule.cut == e.calibration.cut(0.01));
  CHECK(of(all, Kind::budget).rule.cut == e.calibration.cut(0.01));  // 10 of 1,000
  CHECK(of(all, Kind::conditional).rule.cut > of(all, Kind::rate).rule.cut);
  CHECK(of(all, Kind::conditional).details["bound"].get<double>() <= 0.01);
  CHECK(of(all, Kind::tail).rule.cut == Approx(2.326).epsilon(0.08));
  CHECK(of(all, Kind::triage).rule.review == e.calibration.cut(0.05));
  CHECK_FALSE(of(all, Kind::groups).usable);
  for (const Kind kind : {Kind::cost, Kind::labels}) {
    CHECK(of(all, kind).usable);
    CHECK(says(of(all, kind), "on other records"));
    CHECK(says(of(all, kind), "only 20 anomalies"));
  }
}

TEST_CASE(
    "Over 1,000 calibration sets the conditional rule holds at its confidence, the plain one half the time") {
  int held = 0, plain = 0;
  constexpr int kSets = 1000;
  for (int set = 0; set < kSets; ++set) {
    Evidence e;
    Random random(std::uint64_t(set), "uniform scores");
    std::vector<double> scores(600);
    for (double& s : scores) s = random.uniform();
    e.calibration = Conformal(scores);
    Wanted w;
    w.rate = 0.05;
    const Wanted wanted = w;
    const std::vector<double> bounds = conditional_bounds(wanted.bound, 600, wanted.confidence);
    const auto ranks = std::size_t(std::upper_bound(bounds.begin(), bounds.end(), w.rate) - bounds.begin());
    held += 1 - e.calibration.cut_above(ranks - 1) <= 0.05;
    plain += 1 - e.calibration.cut(0.05) <= 0.05;
    if (set == 0)
      CHECK(of(candidates(e, w), Kind::conditional).rule.cut == e.calibration.cut_above(ranks - 1));
  }
  CHECK(held >= 900 - 30);
  CHECK(plain < 650);
}

TEST_CASE("What the calibration cannot support is said, with what it can") {
  const std::vector<Candidate> all = candidates(evidence(50), all_wanted());
  CHECK_FALSE(of(all, Kind::rate).usable);
  CHECK(of(all, Kind::rate).warnings[0] ==
        "no record can alert: 50 calibration records support a rate of 0.0196 or more; 0.01 takes 99");
  CHECK(says(of(all, Kind::conditional), "or have 230 of them"));  // 0.99^230 < 0.1 < 0.99^229
  CHECK(says(of(all, Kind::discovery), "takes 9,999 calibration records, or batches of 5 at most"));
  CHECK(says(of(all, Kind::tail), "too short"));
  CHECK_FALSE(of(all, Kind::tail).usable);
  CHECK(says(of(all, Kind::budget), "fewer than 20 alerts of 1,000 a day"));
  CHECK_FALSE(of(all, Kind::triage).usable);
}

TEST_CASE(
    "A rate beyond what scores can count takes its cut from the tail, or from counting where that is "
    "enough") {
  Wanted w;
  w.rate = 1e-4;
  const Candidate small = of(candidates(evidence(2000), w), Kind::tail);
  CHECK(small.usable);
  CHECK(small.rule.cut > 3);
  CHECK(small.false_alarms.low < 1e-4);
  CHECK(small.false_alarms.high > 1e-4);
  CHECK(small.details["return_levels"].size() == 4);
  CHECK(small.details["mean_excess"].size() > 5);
  w.rate = 0.2;
  const Evidence e = evidence(2000);
  const Candidate large = of(candidates(e, w), Kind::tail);
  CHECK(large.rule.cut == e.calibration.cut(0.2));
  CHECK(says(large, "the cut is counted"));
}

TEST_CASE("A budget is of alerts and records above 0") {
  Wanted w = all_wanted();
  for (const auto& [alerts, volume, part] :
       {std::tuple(0.0, 0.0, "needs --alerts"), std::tuple(0.0, 100.0, "0 alerts of 100"),
        std::tuple(100.0, 100.0, "give fewer alerts")}) {
    w.alerts = alerts, w.volume = volume;
    const Candidate budget = of(candidates(evidence(500), w), Kind::budget);
    CHECK_FALSE(budget.usable);
    CHECK(says(budget, part));
  }
  w = all_wanted();
  const Candidate budget = of(candidates(evidence(500), w), Kind::budget);
  CHECK(budget.details["day"]["low"] == 4);  // of the binomial law, 1,000 and 0.01
  CHECK(budget.details["day"]["high"] == 17);
}

TEST_CASE("Each group keeps the rate, where its records allow a cut") {
  Random random(5, "groups");
  Evidence e = evidence(2000);
  for (int i = 0; i < 2100; ++i) {
    e.groups.push_back(i % 21 == 20 ? "rare" : i % 2 ? "high" : "low");
    e.scores.push_back(random.normal() + (e.groups.back() == "high" ? 2 : 0));
  }
  Wanted w;
  w.rate = 0.009;
  w.column = "kind";
  const Candidate c = of(candidates(e, w), Kind::groups);
  CHECK(c.usable);
  CHECK(c.rule.cuts.size() == 2);
  CHECK(says(c, "rare: fewer than 111 records"));
  CHECK(c.rule.cuts.at("high") - c.rule.cuts.at("low") == Approx(2).margin(0.5));
  for (const char* group : {"high", "low"}) {
    double alarms = 0;
    constexpr int kFresh = 20'000;
    for (int i = 0; i < kFresh; ++i)
      alarms +=
          c.rule.decide(random.normal() + (std::string(group) == "high" ? 2 : 0), 1, group) == Outcome::alarm;
    CHECK(alarms / kFresh == Approx(0.009).margin(0.009));
    CHECK(alarms / kFresh >= c.false_alarms.low * 0.8);
    CHECK(alarms / kFresh <= c.false_alarms.high * 1.2);
  }
  w.rate = 1e-4;
  CHECK_FALSE(of(candidates(e, w), Kind::groups).usable);
}

namespace {

// Scores of kind "far" are higher by 2 than those of "near".
double score_of(Random& random, bool far) {
  return random.normal() + (far ? 2 : 0);
}

// `far` of 100 normal records are far; of incoming ones as many as are said.
Evidence shifted(Random& random, std::size_t records, std::size_t far, std::uint64_t far_now,
                 std::uint64_t near_now) {
  Evidence out = evidence(200);
  for (std::size_t i = 0; i < records; ++i) {
    const bool is_far = i % 100 < far;
    out.groups.push_back(is_far ? "far" : "near");
    out.scores.push_back(score_of(random, is_far));
  }
  out.incoming = {{"far", far_now}, {"near", near_now}};
  return out;
}

}  // namespace

TEST_CASE(
    "Over 300 sets of normal records the weighted rule keeps the rate of another mix, the plain one does "
    "not") {
  Random random(17, "mix");
  double weighted = 0, plain = 0;
  constexpr int kSets = 300, kFresh = 100;
  Wanted w;
  w.rate = 0.05;
  w.column = "kind";
  for (int set = 0; set < kSets; ++set) {
    const Evidence e = shifted(random, 500, 20, 70, 30);
    const Rule rule = of(candidates(e, w), Kind::weighted).rule;
    const double cut = Conformal(e.scores).cut(w.rate);
    for (int i = 0; i < kFresh; ++i) {
      const bool far = random.uniform() < 0.7;
      const double score = score_of(random, far);
      weighted += rule.decide(score, 1, far ? "far" : "near") == Outcome::alarm;
      plain += score >= cut;
    }
  }
  // Alarms of one set go together: their deviation is that of 300 cuts from 180 records' worth each.
  CHECK(weighted / (kSets * kFresh) == Approx(w.rate).margin(0.004));
  CHECK(plain / (kSets * kFresh) > 2 * w.rate);
}

TEST_CASE("A weighted rule says what its records are worth, and what they do not cover") {
  Random random(18, "mix");
  Wanted w;
  w.rate = 0.05;
  w.column = "kind";
  // Weights 3.5 and 0.375 on 100 and 400 records: 500^2 / (100 x 3.5^2 + 400 x 0.375^2).
  Candidate c = of(candidates(shifted(random, 500, 20, 70, 30), w), Kind::weighted);
  CHECK(c.usable);
  CHECK(c.warnings.empty());
  CHECK(c.details["effective_size"].get<double>() == Approx(250000 / (1225 + 56.25)));
  CHECK(c.false_alarms.low < 0.05);
  CHECK(c.false_alarms.high > 0.05);
  // 5 of 500 are worth little where all are to be like them.
  c = of(candidates(shifted(random, 500, 1, 100, 0), w), Kind::weighted);
  CHECK(says(c, "500 normal records say as much as 5; a rate of 0.05 takes 19"));
  Evidence e = shifted(random, 500, 20, 70, 30);
  e.incoming["new"] = 100;
  c = of(candidates(e, w), Kind::weighted);
  CHECK(says(c, "50 % of what comes is of kinds without a normal record (new)"));
  CHECK(c.rule.cut == e.calibration.cut(0.05));
  e.incoming = {{"new", 3}};
  c = of(candidates(e, w), Kind::weighted);
  CHECK_FALSE(c.usable);
  CHECK(says(c, "no value of kind stands among both"));
  // As often as among the given records: the plain cut of those.
  e.incoming = {{"far", 20}, {"near", 80}};
  c = of(candidates(e, w), Kind::weighted);
  for (const auto& [kind, cut] : c.rule.cuts) CHECK(cut == Conformal(e.scores).cut(0.05));
  e.incoming.clear();
  CHECK(says(of(candidates(e, w), Kind::weighted), "--incoming"));
}

TEST_CASE("Where scores are tied the randomised rule keeps the rate, the plain one stays far below") {
  double randomised = 0, plain = 0;
  constexpr int kSets = 400, kFresh = 100;
  Wanted w;
  w.rate = 0.05;
  Random random(19, "ties");
  for (int set = 0; set < kSets; ++set) {
    Evidence e;
    const auto draw = [&] { return std::floor(5 * random.uniform()); };
    std::vector<double> scores(100);
    for (double& s : scores) s = draw();
    e.calibration = Conformal(scores);
    const Rule rule = of(candidates(e, w), Kind::randomised).rule;
    for (int i = 0; i < kFresh; ++i) {
      const double score = draw();
      const double p = rule.p_value(e.calibration, score, std::to_string(kFresh * set + i));
      randomised += rule.decide(score, p) == Outcome::alarm;
      plain += e.calibration.p_value(score) <= w.rate;
    }
  }
  CHECK(randomised / (kSets * kFresh) == Approx(w.rate).margin(0.004));
  CHECK(plain == 0);
  Wanted few;
  CHECK(says(of(candidates(evidence(50), few), Kind::randomised), "with a chance of 0.51 alone"));
}

TEST_CASE("Alerts of a discovery rule depend on the batch") {
  Evidence e = evidence(999);
  e.scores = {9, 0, 0.1};
  const Candidate discovery = of(candidates(e, {}), Kind::discovery);
  CHECK(alerts_of(discovery.rule, e) == std::vector<char>{1, 0, 0});
  for (int i = 0; i < 300; ++i) e.scores.push_back(0.01 * i - 1.5);
  CHECK(alerts_of(discovery.rule, e)[0] == 0);
}

TEST_CASE("Evidence nothing can be made from is refused") {
  Evidence e;
  check_fault(Fault::model, "no calibration scores", [&] { candidates(e, {}); });
  e.calibration = Conformal(std::vector<double>(20, 1.5));
  check_fault(Fault::model, "all 20 calibration scores are 1.5", [&] { candidates(e, {}); });
  e = evidence(100);
  e.scores = {2, 2, 2};
  check_fault(Fault::data, "all 3 scores are 2", [&] { candidates(e, {}); });
  e.scores = {1, 2, 3};
  e.anomalous = {1, 0};
  check_fault(Fault::data, "3 scores for 2 labels", [&] { candidates(e, {}); });
  e.anomalous = {};
  e.scores[1] = NAN;
  check_fault(Fault::data, "the score of record 2", [&] { candidates(e, {}); });
  Wanted w;
  w.rate = 0;
  check_fault(Fault::usage, "--false-alarm-rate: 0", [&] { candidates(evidence(100), w); });
}

TEST_CASE("Scores are known again in any order, others are not") {
  CHECK(digest_of_scores({1, 2, 3}) == digest_of_scores({3, 1, 2}));
  CHECK(digest_of_scores({1, 2, 3}) != digest_of_scores({1, 2, std::nextafter(3.0, 4)}));
}
