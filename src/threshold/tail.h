// Tail probabilities of one component on normal records: empirical, with an exponential tail.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "threshold/sorted_index.h"

namespace discern {

// -log of the share of normal records at least as strange. Strictly increasing over the reals as far as
// doubles go, so that order is kept and nothing saturates. The value at rank i of n, from 0, has log((n + 1)
// / (n - i)), of equal values all have the first one's; between ranks it is interpolated; beyond the largest
// value it is exponential with the mean excess over the 90 % quantile; below the smallest it falls towards 0
// without reaching it. So it is continuous but for a step up just above values that stand several times: what
// is beyond n equal values was not seen in n records, however little it is beyond. Immutable: const members
// may be called from any number of threads.
class Tail {
 public:
  Tail() = default;
  // calibration: values on normal records training never saw, any order, at least one, finite.
  explicit Tail(std::vector<float> calibration);

  // value is finite; the result is finite and > 0. O(log n). A Tail of nothing is surprised by nothing: 0.
  double surprise(float value) const;
  // surprise of the calibration value at rank `index` of sorted() as if it were new: to the bit what a Tail
  // of all the others says. index < sorted().size(). O(log n).
  double surprise_left_out(std::size_t index) const;

  std::span<const float> sorted() const { return sorted_; }

 private:
  std::size_t first_equal(std::size_t index) const;

  std::vector<float> sorted_;      // ascending
  SortedIndex<float> index_;       // of sorted_
  std::vector<double> surprises_;  // [n] by rank
  double scale_ = 1;               // of the exponential tail
  double scale_without_least_ = 1;
  double scale_without_most_ = 1;
};

}  // namespace discern
