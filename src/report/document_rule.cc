#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "report/document_parts.h"
#include "report/promise.h"
#include "report/usual_rates.h"
#include "report/words.h"

namespace discern {
namespace {

Json finite_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json expected_json(const FalseAlarms& alarms) {
  return {{"mean", alarms.mean}, {"low", alarms.low}, {"high", alarms.high}};
}

// The first sentence: what the rule is.
std::string meaning(const Rule& rule) {
  switch (rule.kind) {
    case Rule::Kind::rate:
      return fmt::format(
          "A record alerts when its p-value is {} or less: when at most {} of normal records look at "
          "least this strange.",
          readable(rule.rate), percent(rule.rate));
    case Rule::Kind::discovery:
      return fmt::format(
          "The records are decided on together, so that at most {} of the alerts are normal records in "
          "the mean. Among normal records alone there is seldom an alert.",
          percent(rule.rate));
    case Rule::Kind::randomised:
      return fmt::format(
          "A record alerts when its p-value is {} or less; between equal scores luck decides, by the "
          "record's "
          "name, so that the rate is exact.",
          readable(rule.rate));
    case Rule::Kind::triage:
      return fmt::format("Two cuts make three verdicts: {}; what lies below is clear.", rule.text());
    default:
      return fmt::format("A record alerts by {}.", rule.text());
  }
}

Json promise(const Findings& f, const Rule& rule, const FalseAlarms& alarms) {
  const std::size_t calibration = f.model.conformal.sorted().size();
  const double least = f.model.conformal.resolution(), rate = rule.rate;
  Json out = {meaning(rule)};
  if (rule.kind == Rule::Kind::cost || rule.kind == Rule::Kind::labels)
    out.push_back("The rule was chosen with labelled records: its quality on those is flattered.");
  if (rule.whole_batch()) return out;
  out.push_back(
      fmt::format("Of {} normal records about {} alert, if {}.", rate >= 0.01 ? "100" : "10,000",
                  readable(rate * (rate >= 0.01 ? 100 : 10000)),
                  rule.kind == Rule::Kind::weighted
                      ? fmt::format("values of {} come as often as when the rule was made", rule.column)
                      : "they are like the training records"));
  if (std::isinf(f.cut()))
    out.push_back(
        fmt::format("No record can alert: {} can show a p-value of {} at least. Train with more records, or "
                    "ask for a higher rate.",
                    count_of(calibration, "calibration record"), readable(least)));
  else
    out.push_back(fmt::format(
        "If all {} records here were normal, about {} would alert; 95 of 100 times it is {} to {}, "
        "the luck of the calibration set included.",
        readable(double(f.scores.size())), readable(std::round(alarms.mean)), readable(double(alarms.low)),
        readable(double(alarms.high))));
  out.push_back(
      fmt::format("P-values come from {}, each scored as one that was not learned from; the smallest they "
                  "can show is {}.",
                  count_of(calibration, "normal record"), readable(least)));
  return out;
}

void add_quality(const Findings& f, double cut, std::span<const char> anomalous, Json& row) {
  Confusion c;
  for (std::size_t i = 0; i < f.scores.size(); ++i) {
    if (f.labels.at(i).empty()) continue;
    const bool alert = f.scores[i] >= cut;
    ++(anomalous[i] ? (alert ? c.true_alerts : c.missed) : (alert ? c.false_alerts : c.true_normals));
  }
  row["false_alerts"] = c.false_alerts;
  row["precision"] = c.precision();
  row["recall"] = c.recall();
}

Json others(const Findings& f) {
  Json out = Json::array();
  const std::vector<char> anomalous =
      f.labelled() ? f.labels.anomalous(f.labels.normal(f.options.normal)) : std::vector<char>();
  for (const double rate : kUsualRates) {
    const double cut = f.model.conformal.cut(rate);
    if (std::isinf(cut)) continue;
    const auto alerts = std::count_if(f.scores.begin(), f.scores.end(), [&](double s) { return s >= cut; });
    Json row = {{"rate", rate}, {"cut", cut}, {"alerts", alerts}};
    row["expected"] = expected_json(false_alarms(f.scores.size(), f.model.conformal.sorted().size(), rate));
    if (!anomalous.empty()) add_quality(f, cut, anomalous, row);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

Json rule_part(const Findings& f) {
  const Rule rule = f.rule();
  const FalseAlarms alarms = false_alarms(f.scores.size(), f.model.conformal, rule);
  return {{"kind", kind_name(rule.kind)},
          {"text", rule.text()},
          {"rate", rule.rate},
          {"model_rate", f.model.rule.rate},
          {"cut", finite_or_null(f.cut())},
          {"review", finite_or_null(rule.review)},
          {"reviews", f.reviews},
          {"settings", rule.settings},
          {"can_alert", !std::isinf(f.cut())},
          {"calibration", f.model.conformal.sorted().size()},
          {"resolution", f.model.conformal.resolution()},
          {"expected", expected_json(alarms)},
          {"promise", promise(f, rule, alarms)},
          {"others", others(f)}};
}

}  // namespace discern
