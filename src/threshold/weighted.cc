#include "threshold/weighted.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/fail.h"

namespace discern {

WeightedConformal::WeightedConformal(std::span<const double> scores, std::span<const double> weights) {
  if (scores.size() != weights.size())
    fail(Fault::usage, "weighted calibration: {} scores for {} weights; give one weight a record",
         scores.size(), weights.size());
  std::vector<std::pair<double, double>> pairs;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!std::isfinite(scores[i]) || !std::isfinite(weights[i]) || weights[i] < 0)
      fail(Fault::usage,
           "weighted calibration: record {} has score {} and weight {}; both must be finite and no weight "
           "negative",
           i + 1, scores[i], weights[i]);
    pairs.emplace_back(scores[i], weights[i]);
    sum += weights[i];
    squares += weights[i] * weights[i];
  }
  if (!(sum > 0)) fail(Fault::usage, "weighted calibration: no weight is above 0; give densities' ratios");
  effective_size_ = sum * sum / squares;
  std::sort(pairs.begin(), pairs.end());
  from_here_.resize(pairs.size());
  double above = 0;
  for (std::size_t i = pairs.size(); i > 0; --i) from_here_[i - 1] = above += pairs[i - 1].second;
  for (const auto& pair : pairs) sorted_.push_back(pair.first);
}

double WeightedConformal::p_value(double score, double weight) const {
  const auto at = std::size_t(std::lower_bound(sorted_.begin(), sorted_.end(), score) - sorted_.begin());
  return p_from(at, weight);
}

double WeightedConformal::p_from(std::size_t at, double weight) const {
  const double above = at < sorted_.size() ? from_here_[at] : 0;
  return (above + weight) / (from_here_.front() + weight);
}

double WeightedConformal::cut(double rate, double weight) const {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::size_t low = 0, high = sorted_.size() + 1;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (p_from(middle, weight) <= rate)
      high = middle;
    else
      low = middle + 1;
  }
  if (low > sorted_.size()) return kInfinity;
  return low == 0 ? -kInfinity : std::nextafter(sorted_[low - 1], kInfinity);
}

}  // namespace discern
