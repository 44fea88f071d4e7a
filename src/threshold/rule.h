// The alert rule a detector carries: which scores alert, and what was promised when it was made.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "threshold/conformal.h"

namespace discern {

// Written into score files; the words do not change.
enum class Outcome { clear, review, alarm };
std::string_view outcome_name(Outcome outcome);

struct Rule {
  // The names are written into model files and do not change.
  enum class Kind {
    rate,
    conditional,
    discovery,
    tail,
    budget,
    cost,
    labels,
    triage,
    groups,
    randomised,
    weighted
  };
  static constexpr double kNever = std::numeric_limits<double>::infinity();

  Kind kind = Kind::rate;
  // Share of normal records that alert, in (0, 1), in the mean over calibration sets; discovery: the share of
  // false ones among the alerts.
  double rate = 0.01;
  // A record alerts when its score is at least this; kNever if none can. rate, discovery and randomised go by
  // the p-value and have none; groups and weighted: of records whose group has none of its own.
  double cut = kNever;
  double review = kNever;              // triage: at least this, but below cut, is for review; at most cut
  std::string column;                  // groups, weighted: the column that says a record's group
  std::map<std::string, double> cuts;  // groups, weighted: by value of that column
  std::uint64_t seed = 0;              // randomised: of what breaks ties
  Json settings = Json::object();      // what it was made from, for people

  static Rule of_rate(double rate) {
    Rule rule;
    rule.rate = rate;
    return rule;
  }
  // The p-value that decides and that score files show: calibration's, but of randomised with ties broken at
  // random, Conformal's second one, by a uniform number of the seed and the record's name alone. In (0, 1].
  double p_value(const Conformal& calibration, double score, std::string_view record) const;
  // p_value: that one. group: the record's value in `column`. Of discovery: whether it may alert, which the
  // whole batch decides.
  Outcome decide(double score, double p_value, std::string_view group = {}) const;
  // Whether an alert depends on the other records it came with.
  bool whole_batch() const { return kind == Kind::discovery; }
  // Whether the cut is that of the record's group.
  bool by_group() const { return kind == Kind::groups || kind == Kind::weighted; }
  // Whether the p-value decides, so that no cut of the score need tell alerts from others.
  bool by_p_value() const {
    return kind == Kind::rate || kind == Kind::discovery || kind == Kind::randomised;
  }
  // "p <= 0.01", "score >= 12.3, peaks over threshold": one line.
  std::string text() const;

  // A rate alone is {"false_alarm_rate"}, as in the first files; else {"kind", "rate", "cut", ...}.
  Json save() const;
  static Rule load(const Json& json);  // Error(model) for what save() does not write
};
std::string_view kind_name(Rule::Kind kind);
// "peaks over threshold": what people call it.
std::string_view kind_title(Rule::Kind kind);
Rule::Kind rule_kind_from(std::string_view name);  // Error(usage) that lists them

}  // namespace discern
