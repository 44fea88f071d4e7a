// What decisions cost, and the cut that costs least.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace discern {

struct Costs {
  double miss = 1;         // of an anomaly that does not alert, > 0; times its own cost where those are given
  double false_alarm = 1;  // > 0
  double prevalence = 0;   // share of anomalies among incoming records, in (0, 1)
};
struct CostPoint {
  double cut = 0;  // alert: score >= cut; infinity: no record does
  double false_alarm_rate = 0, recall = 0;
  double cost = 0;  // expected, of one incoming record
};

// prevalence miss E[own cost; score < cut] + (1 - prevalence) false_alarm P(score >= cut | normal), at every
// distinct score of an anomaly (between two of them a higher cut costs less), strangest first, from the
// infinite cut. own: [anomalous] costs of the single anomalies, such as amounts, or none for 1 each.
// Error(usage) for costs that are not positive and finite or a prevalence outside (0, 1), Error(data) where a
// kind of record is lacking or counts differ.
std::vector<CostPoint> cost_curve(std::span<const double> normal, std::span<const double> anomalous,
                                  std::span<const double> own, const Costs& costs);
// The point that costs least; of equals the highest cut.
CostPoint cheapest(std::span<const CostPoint> curve);

}  // namespace discern
