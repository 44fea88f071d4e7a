// Peaks over threshold on a stream: the law learns from every normal extreme as it comes (SPOT), and follows
// a level that drifts (DSPOT; Siffer et al. 2017).
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "threshold/pareto.h"

namespace discern {

struct SpotOptions {
  double rate = 1e-4;       // probability of a normal score beyond the cut, below 1 - level
  double level = 0.98;      // share of the calibration scores that are no extremes
  std::size_t most = 2000;  // extremes that are remembered, the latest
  // Whether an alarm is an extreme to learn from. Where it is not, as in the paper, the law lacks its own
  // largest values: on a stream without anomalies the cut sinks and alarms come up to twice as often as the
  // rate says.
  bool learn_alarms = false;
};

// Not thread-safe.
class Spot {
 public:
  enum class Step { normal, excess, alarm };

  // calibration: any order, finite; at least ten different ones above the level, Error(data) otherwise.
  // Error(usage) unless 0 < rate < 1 - level < 1.
  Spot(std::span<const double> calibration, const SpotOptions& options);

  // An excess makes the law anew, with it; an alarm changes nothing unless it is learned from.
  Step step(double score);
  double cut() const { return cut_; }
  double threshold() const { return threshold_; }
  const Pareto& law() const { return law_; }
  std::size_t seen() const { return seen_; }  // calibration and stream, without alarms

 private:
  void learn();
  void add_excess(double score);

  SpotOptions options_;
  double threshold_ = 0, cut_ = 0;
  std::deque<double> excesses_;
  std::size_t extremes_ = 0, seen_ = 0;  // extremes_: ever
  Pareto law_;
};

// The same on score minus the mean of the last `depth` scores that were no alarms.
class DriftSpot {
 public:
  // calibration in the order of time, more than depth of them; depth >= 1. Throws as Spot.
  DriftSpot(std::span<const double> calibration, std::size_t depth, const SpotOptions& options);
  Spot::Step step(double score);
  double cut() const { return mean() + spot_.cut(); }  // for the next score

 private:
  double mean() const { return sum_ / double(window_.size()); }

  std::deque<double> window_;
  double sum_ = 0;
  Spot spot_;
};

}  // namespace discern
