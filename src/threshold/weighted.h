// Conformal p-values under a known covariate shift: incoming records are drawn as the calibration records
// are, but some kinds more often.
#pragma once

#include <span>
#include <utility>
#include <vector>

namespace discern {

// Immutable: const members may be called from any number of threads.
class WeightedConformal {
 public:
  // weights: [scores] density of incoming over density of calibration records at each, up to one factor;
  // finite, not negative, one of them above 0. Error(usage) otherwise, or for another count.
  WeightedConformal(std::span<const double> scores, std::span<const double> weights);

  // (sum of the weights of scores >= score, and weight) / (sum of all weights, and weight), weight being that
  // of the new record (Tibshirani et al. 2019). With equal weights it is Conformal's.
  double p_value(double score, double weight) const;
  // The least score with p_value(score, weight) <= rate: infinity if there is none, -infinity if every score
  // has it.
  double cut(double rate, double weight) const;
  // (sum w)^2 / sum w^2: how many records without weights say as much.
  double effective_size() const { return effective_size_; }

 private:
  double p_from(std::size_t at, double weight) const;  // of a score that sorted_[at] is the first to reach

  std::vector<double> sorted_, from_here_;  // ascending scores; the sum of the weights from each on
  double effective_size_ = 0;
};

}  // namespace discern
