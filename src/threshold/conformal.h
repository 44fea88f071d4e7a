// p-values from calibration scores alone (Vovk; Bates et al. 2023): with exchangeable records a share of at
// most `rate` of the normal ones has p <= rate.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "threshold/sorted_index.h"

namespace discern {

// Immutable: const members may be called from any number of threads.
class Conformal {
 public:
  Conformal() = default;
  explicit Conformal(std::vector<double> calibration);  // any order, finite, at least one

  // (1 + #{calibration >= score}) / (n + 1), in (0, 1].
  double p_value(double score) const;
  // With ties broken at random: (#{calibration > score} + uniform (1 + #{calibration = score})) / (n + 1),
  // exactly uniform over [0, 1) for an exchangeable score and a uniform from [0, 1).
  double p_value(double score, double uniform) const;
  // The smallest p-value there can be: 1 / (n + 1).
  double resolution() const { return 1.0 / double(sorted_.size() + 1); }
  // The least score with p_value(score) <= rate: infinity if the calibration set is too small for that rate,
  // -infinity if every score has it.
  double cut(double rate) const;
  // The least score that at most `at_least` calibration scores reach; -infinity if all may.
  double cut_above(std::size_t at_least) const;
  // #{calibration >= score}
  std::size_t at_least(double score) const;
  std::span<const double> sorted() const { return sorted_; }

 private:
  double p_above(std::size_t at_least) const;

  std::vector<double> sorted_;  // ascending
  SortedIndex<double> index_;   // of sorted_
};

}  // namespace discern
