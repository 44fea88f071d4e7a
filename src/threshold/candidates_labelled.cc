#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "threshold/candidate.h"

namespace discern {
namespace {

// Fewer anomalies than this choose a cut by luck.
constexpr std::size_t kFewAnomalies = 30;

bool both_kinds(const Evidence& e) {
  const auto strange = std::count_if(e.anomalous.begin(), e.anomalous.end(), [](char a) { return a != 0; });
  return strange > 0 && std::size_t(strange) < e.anomalous.size();
}

void lacks(Candidate& out, std::string what) {
  out.usable = false;
  out.warnings.push_back(std::move(what));
}

// A cut that was not made from calibration scores.
void set_cut(const Conformal& calibration, double cut, Candidate& out) {
  const std::size_t n = calibration.sorted().size(), above = calibration.at_least(cut);
  out.rule.cut = cut;
  out.rule.rate = double(std::min(n, above + 1)) / double(n + 1);
  out.false_alarms = observed_rate(n, above);
}

Json chosen_with(const Evidence& e) {
  return {{"records", e.scores.size()}, {"digest", digest_of_scores(e.scores)}};
}

void warn_of_choice(const Evidence& e, Candidate& out) {
  const auto strange = std::count_if(e.anomalous.begin(), e.anomalous.end(), [](char a) { return a != 0; });
  out.warnings.push_back("chosen with the labels given: measure its quality on other records");
  if (std::size_t(strange) < kFewAnomalies)
    out.warnings.push_back(fmt::format("only {} anomalies: the cut may be luck", strange));
}

}  // namespace

Candidate cost_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule.kind = Rule::Kind::cost;
  out.assumption = "anomalies to come are like the labelled ones, as often as the prevalence says";
  if (!both_kinds(e)) {
    lacks(out, "needs labelled records of both kinds: RECORDS --label COL");
    return out;
  }
  if (w.costs.miss == 0 || w.costs.false_alarm == 0 || w.costs.prevalence == 0) {
    lacks(out, "needs --miss-cost (or --miss-cost-column), --false-alarm-cost and --prevalence");
    return out;
  }
  std::vector<double> anomalous, own;
  for (std::size_t i = 0; i < e.scores.size(); ++i) {
    if (!e.anomalous[i]) continue;
    anomalous.push_back(e.scores[i]);
    if (!e.own_costs.empty()) own.push_back(e.own_costs[i]);
  }
  const std::vector<CostPoint> curve = cost_curve(e.calibration.sorted(), anomalous, own, w.costs);
  const CostPoint best = cheapest(curve);
  set_cut(e.calibration, best.cut, out);
  Json points = Json::array();
  const std::size_t step = std::max<std::size_t>(1, curve.size() / 100);
  for (std::size_t i = 0; i < curve.size(); i += step)
    points.push_back({{"cut", std::isfinite(curve[i].cut) ? Json(curve[i].cut) : Json(nullptr)},
                      {"false_alarm_rate", curve[i].false_alarm_rate},
                      {"recall", curve[i].recall},
                      {"cost", curve[i].cost}});
  out.details = {{"cost", best.cost},
                 {"cost_without_alerts", curve.front().cost},
                 {"recall", best.recall},
                 {"curve", points}};
  out.rule.settings = {{"miss_cost", w.costs.miss},
                       {"own_costs", !e.own_costs.empty()},
                       {"false_alarm_cost", w.costs.false_alarm},
                       {"prevalence", w.costs.prevalence},
                       {"chosen_with", chosen_with(e)}};
  warn_of_choice(e, out);
  if (std::isinf(best.cut)) out.warnings.push_back("no alert is worth its false alarms at these costs");
  return out;
}

Candidate labels_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule.kind = Rule::Kind::labels;
  out.assumption = "records to come are like the labelled ones, with as many anomalies";
  if (!both_kinds(e)) {
    lacks(out, "needs labelled records of both kinds: RECORDS --label COL");
    return out;
  }
  const GoalCut best = best_cut(rank(e.scores, e.anomalous), w.goal, w.seed);
  if (std::isinf(best.cut)) {
    out.fault = Fault::data;
    lacks(out, fmt::format("no cut has a precision of {} on these records; ask for less", w.goal.precision));
    return out;
  }
  set_cut(e.calibration, best.cut, out);
  const auto end = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  out.details = {{"goal", goal_name(w.goal.kind)},
                 {"value", best.value},
                 {"value_interval", {best.value_low, best.value_high}},
                 {"cut_interval", {end(best.cut_low), end(best.cut_high)}},
                 {"precision", best.precision},
                 {"recall", best.recall},
                 {"false_alarm_rate", best.false_alarm_rate}};
  out.rule.settings = {{"goal", goal_name(w.goal.kind)},
                       {"beta", w.goal.beta},
                       {"precision", w.goal.precision},
                       {"chosen_with", chosen_with(e)}};
  warn_of_choice(e, out);
  return out;
}

Candidate groups_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule.kind = Rule::Kind::groups;
  out.rule.rate = w.rate;
  out.rule.column = w.column;
  out.rule.cut = e.calibration.cut(w.rate);
  out.assumption =
      "the given records are normal, were not trained on, and are like those to come, group by group";
  if (e.groups.empty()) {
    lacks(out, "needs normal records that were not trained on, and a column of them: NORMAL --by COL");
    return out;
  }
  std::map<std::string, std::vector<double>> scores;
  for (std::size_t i = 0; i < e.scores.size(); ++i)
    if (e.anomalous.empty() || !e.anomalous[i]) scores[e.groups[i]].push_back(e.scores[i]);
  Json groups = Json::array();
  std::vector<std::string> small;
  out.false_alarms = {w.rate, 1, 0};
  for (const auto& [group, own] : scores) {
    const Conformal conformal(own);
    const double cut = conformal.cut(w.rate);
    if (std::isfinite(cut)) {
      out.rule.cuts[group] = cut;
      const RateInterval rates = rate_interval(own.size(), conformal.at_least(cut) + 1);
      out.false_alarms.low = std::min(out.false_alarms.low, rates.low);
      out.false_alarms.high = std::max(out.false_alarms.high, rates.high);
    } else {
      small.push_back(shortened(group.empty() ? "(missing)" : group));
    }
    groups.push_back(
        {{"group", group}, {"records", own.size()}, {"cut", std::isfinite(cut) ? Json(cut) : Json(nullptr)}});
  }
  out.details = {{"groups", groups}};
  out.rule.settings = {{"false_alarm_rate", w.rate}, {"records", e.scores.size()}};
  const auto needed = std::size_t(std::ceil(1 / w.rate - 1 - 1e-9));
  if (out.rule.cuts.empty()) {
    out.fault = Fault::data;
    lacks(out,
          fmt::format(
              "no value of {} has the {} records that a rate of {} takes; give more records or a higher rate",
              w.column, needed, w.rate));
  } else if (!small.empty()) {
    if (small.size() > 4) {
      const std::size_t more = small.size() - 3;
      small.resize(3);
      small.push_back(fmt::format("{} more", more));
    }
    out.warnings.push_back(
        fmt::format("{}: fewer than {} records, no cut of their own; the cut of all holds there",
                    list_of(small), needed));
  }
  return out;
}

}  // namespace discern
