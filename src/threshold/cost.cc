#include "threshold/cost.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/fail.h"

namespace discern {
namespace {

void check(std::span<const double> normal, std::span<const double> anomalous, std::span<const double> own,
           const Costs& costs) {
  const auto positive = [](double value) { return value > 0 && std::isfinite(value); };
  if (!positive(costs.miss) || !positive(costs.false_alarm))
    fail(Fault::usage, "costs: {} for a missed anomaly and {} for a false alarm; both must be above 0",
         costs.miss, costs.false_alarm);
  if (!(costs.prevalence > 0 && costs.prevalence < 1))
    fail(Fault::usage,
         "costs: a prevalence of {}; give the share of anomalies among incoming records, such as 0.001",
         costs.prevalence);
  if (normal.empty() || anomalous.empty())
    fail(Fault::data, "costs: {} normal and {} anomalous scores; give at least one of either", normal.size(),
         anomalous.size());
  if (!own.empty() && own.size() != anomalous.size())
    fail(Fault::data, "costs: {} costs for {} anomalies; give one each", own.size(), anomalous.size());
  for (const double cost : own)
    if (!(cost >= 0 && std::isfinite(cost)))
      fail(Fault::data, "costs: an anomaly costs {}; expected a number of 0 or more", cost);
}

}  // namespace

std::vector<CostPoint> cost_curve(std::span<const double> normal, std::span<const double> anomalous,
                                  std::span<const double> own, const Costs& costs) {
  check(normal, anomalous, own, costs);
  std::vector<double> sorted(normal.begin(), normal.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::pair<double, double>> strange;
  double missed = 0;
  for (std::size_t i = 0; i < anomalous.size(); ++i) {
    strange.emplace_back(anomalous[i], own.empty() ? 1 : own[i]);
    missed += strange.back().second;
  }
  std::sort(strange.rbegin(), strange.rend());
  const double n = double(normal.size()), m = double(anomalous.size());
  const auto cost = [&](double left, double rate) {
    return costs.prevalence * costs.miss * std::max(0.0, left) / m +
           (1 - costs.prevalence) * costs.false_alarm * rate;
  };
  std::vector<CostPoint> out = {{std::numeric_limits<double>::infinity(), 0, 0, cost(missed, 0)}};
  for (std::size_t i = 0; i < strange.size(); ++i) {
    missed -= strange[i].second;
    if (i + 1 < strange.size() && strange[i + 1].first == strange[i].first) continue;
    const double cut = strange[i].first;
    const double rate = double(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), cut)) / n;
    out.push_back({cut, rate, double(i + 1) / m, cost(missed, rate)});
  }
  return out;
}

CostPoint cheapest(std::span<const CostPoint> curve) {
  return *std::min_element(curve.begin(), curve.end(),
                           [](const CostPoint& a, const CostPoint& b) { return a.cost < b.cost; });
}

}  // namespace discern
