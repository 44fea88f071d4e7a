// Tail probabilities of one component on normal records: empirical, with an exponential tail.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace discern {

// -log of the share of normal records at least as strange. Strictly increasing over the reals as far as doubles
// go, so that order is kept and nothing saturates: between calibration values it is interpolated, beyond the
// largest it is exponential with the mean excess over the 90 % quantile.
class Tail {
 public:
  Tail() = default;
  // calibration: values on normal records training never saw, any order, at least one, finite.
  explicit Tail(std::vector<float> calibration);

  double surprise(float value) const;
  // surprise of the calibration value at rank `index` of sorted() as if it were new: against all the others.
  double surprise_left_out(std::size_t index) const;

  std::span<const float> sorted() const { return sorted_; }

 private:
  std::vector<float> sorted_;
  double excess_sum_ = 0;      // over the knee
  std::size_t excess_count_ = 0;
  double scale_floor_ = 1;
};

}  // namespace discern
