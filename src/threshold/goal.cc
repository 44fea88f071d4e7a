#include "threshold/goal.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <vector>

#include "base/fail.h"
#include "base/random.h"
#include "base/text.h"
#include "threshold/resample.h"

namespace discern {
namespace {

constexpr std::string_view kNames[] = {"f_beta", "youden", "recall_at_precision"};
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kResampledDraws = 2e7;

void check(const Goal& goal) {
  if (goal.kind == Goal::Kind::f_beta && !(goal.beta > 0 && std::isfinite(goal.beta)))
    fail(Fault::usage, "--beta: {} is not a number above 0; 1 weighs precision and recall alike", goal.beta);
  if (goal.kind == Goal::Kind::recall_at_precision && !(goal.precision > 0 && goal.precision <= 1))
    fail(Fault::usage, "--precision: {} is not in (0, 1]; give the least share of right alerts",
         goal.precision);
}

double value_of(const Goal& goal, double recall, double false_alarm_rate, double precision) {
  if (goal.kind == Goal::Kind::youden) return recall - false_alarm_rate;
  if (goal.kind == Goal::Kind::recall_at_precision) return precision >= goal.precision ? recall : 0;
  const double b = goal.beta * goal.beta;
  return precision + recall > 0 ? (1 + b) * precision * recall / (b * precision + recall) : 0;
}

GoalCut best(const Ranking& r, const Goal& goal) {
  GoalCut out;
  out.cut = kInfinity;
  double hits = 0, false_alarms = 0;
  for (std::size_t g = 0; g < r.cuts.size(); ++g) {
    hits += r.anomalous[g];
    false_alarms += r.normal[g];
    if (hits + false_alarms == 0) continue;
    const double recall = hits / double(r.anomalous_total), rate = false_alarms / double(r.normal_total),
                 precision = hits / (hits + false_alarms), value = value_of(goal, recall, rate, precision);
    if (value > out.value) {
      out.cut = r.cuts[g], out.value = value;
      out.recall = recall, out.false_alarm_rate = rate, out.precision = precision;
    }
  }
  return out;
}

}  // namespace

std::string_view goal_name(Goal::Kind kind) {
  return kNames[std::size_t(kind)];
}

Goal::Kind goal_from(std::string_view name) {
  const auto found = std::find(std::begin(kNames), std::end(kNames), name);
  const std::vector<std::string> known(std::begin(kNames), std::end(kNames));
  if (found == std::end(kNames))
    fail(Fault::usage, "goal \"{}\": not known{}; expected {}", name, did_you_mean(name, known),
         list_of(known));
  return Goal::Kind(found - std::begin(kNames));
}

GoalCut best_cut(const Ranking& ranking, const Goal& goal, std::uint64_t seed) {
  check(goal);
  GoalCut out = best(ranking, goal);
  Random random(seed, "best cut");
  const auto resamples = std::size_t(
      std::clamp(kResampledDraws / double(ranking.anomalous_total + ranking.normal_total), 100.0, 1000.0));
  std::vector<double> values, cuts;
  Resampler resampler(ranking);
  for (std::size_t b = 0; b < resamples; ++b) {
    const GoalCut other = best(resampler.draw(random), goal);
    values.push_back(other.value);
    cuts.push_back(other.cut);
  }
  std::sort(values.begin(), values.end());
  std::sort(cuts.begin(), cuts.end());
  const auto low = std::size_t(0.025 * double(resamples - 1)),
             high = std::size_t(0.975 * double(resamples - 1));
  out.value_low = values[low], out.value_high = values[high];
  out.cut_low = cuts[low], out.cut_high = cuts[high];
  return out;
}

}  // namespace discern
