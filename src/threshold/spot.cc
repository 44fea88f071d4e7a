#include "threshold/spot.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"

namespace discern {
namespace {

constexpr std::size_t kLeastExtremes = 10;
constexpr std::size_t kEffort = 32;

std::vector<double> without_mean(std::span<const double> scores, std::size_t depth) {
  if (depth == 0 || scores.size() <= depth)
    fail(Fault::usage,
         "drift window: {} calibration scores for a depth of {}; give more than that, and a depth of 1 or "
         "more",
         scores.size(), depth);
  std::vector<double> out;
  double sum = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (i >= depth) {
      out.push_back(scores[i] - sum / double(depth));
      sum -= scores[i - depth];
    }
    sum += scores[i];
  }
  return out;
}

}  // namespace

Spot::Spot(std::span<const double> calibration, const SpotOptions& options) : options_(options) {
  if (!(options.level > 0 && options.level < 1 && options.rate > 0 && options.rate < 1 - options.level))
    fail(Fault::usage,
         "peaks over threshold: a rate of {} at a level of {}; the rate must be below 1 - level",
         options.rate, options.level);
  std::vector<double> sorted(calibration.begin(), calibration.end());
  std::sort(sorted.begin(), sorted.end());
  const auto at = std::size_t(options.level * double(sorted.size()));
  threshold_ = sorted.empty() ? 0 : sorted[std::min(at, sorted.size() - 1)];
  std::size_t distinct = 0;
  double before = threshold_;
  for (const double score : sorted) {
    distinct += score > before;
    before = std::max(before, score);
  }
  if (distinct < kLeastExtremes)
    fail(Fault::data,
         "peaks over threshold: {} different calibration scores lie above the level {}, expected {} or more; "
         "give more scores or a lower level",
         distinct, options.level, kLeastExtremes);
  for (const double score : calibration)
    if (score > threshold_) excesses_.push_back(score - threshold_);
  extremes_ = excesses_.size();
  seen_ = calibration.size();
  while (excesses_.size() > options_.most) excesses_.pop_front();
  learn();
}

void Spot::learn() {
  std::vector<double> sorted(excesses_.begin(), excesses_.end());
  std::sort(sorted.begin(), sorted.end());
  law_ = fit_pareto(sorted, kEffort).law;
  const double share = options_.rate * double(seen_) / double(extremes_);
  cut_ = threshold_ + (share >= 1 ? 0 : law_.quantile(share));
}

Spot::Step Spot::step(double score) {
  const bool alarm = score > cut_;
  if (alarm && !options_.learn_alarms) return Step::alarm;
  ++seen_;
  if (score <= threshold_) return Step::normal;
  add_excess(score);
  return alarm ? Step::alarm : Step::excess;
}

void Spot::add_excess(double score) {
  ++extremes_;
  excesses_.push_back(score - threshold_);
  if (excesses_.size() > options_.most) excesses_.pop_front();
  learn();
}

DriftSpot::DriftSpot(std::span<const double> calibration, std::size_t depth, const SpotOptions& options)
    : spot_(without_mean(calibration, depth), options) {
  for (const double score : calibration.last(depth)) {
    window_.push_back(score);
    sum_ += score;
  }
}

Spot::Step DriftSpot::step(double score) {
  const Spot::Step out = spot_.step(score - mean());
  if (out == Spot::Step::alarm) return out;  // the level is that of normal scores
  sum_ += score - window_.front();
  window_.push_back(score);
  window_.pop_front();
  return out;
}

}  // namespace discern
