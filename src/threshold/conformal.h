// p-values from calibration scores alone (Vovk; Bates et al. 2023): with exchangeable records a share of at
// most `rate` of the normal ones has p <= rate.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace discern {

// Immutable: const members may be called from any number of threads.
class Conformal {
 public:
  Conformal() = default;
  explicit Conformal(std::vector<double> calibration);  // any order, finite, at least one

  // (1 + #{calibration >= score}) / (n + 1), in (0, 1].
  double p_value(double score) const;
  // The smallest p-value there can be: 1 / (n + 1).
  double resolution() const { return 1.0 / double(sorted_.size() + 1); }
  // The least score with p_value(score) <= rate: infinity if the calibration set is too small for that rate,
  // -infinity if every score has it.
  double cut(double rate) const;
  std::span<const double> sorted() const { return sorted_; }

 private:
  double p_above(std::size_t at_least) const;

  std::vector<double> sorted_;  // ascending
};

}  // namespace discern
