#include "threshold/conformal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace discern {

Conformal::Conformal(std::vector<double> calibration) : sorted_(std::move(calibration)) {
  std::sort(sorted_.begin(), sorted_.end());
  index_ = SortedIndex(std::span<const double>(sorted_));
}

double Conformal::p_above(std::size_t at_least) const {
  return double(1 + at_least) / double(sorted_.size() + 1);
}

double Conformal::p_value(double score) const {
  return p_above(at_least(score));
}

std::size_t Conformal::at_least(double score) const {
  return sorted_.size() - index_.count_below(sorted_, score);
}

double Conformal::p_value(double score, double uniform) const {
  const auto [first, last] = std::equal_range(sorted_.begin(), sorted_.end(), score);
  return (double(sorted_.end() - last) + uniform * double(1 + (last - first))) / double(sorted_.size() + 1);
}

double Conformal::cut_above(std::size_t at_least) const {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (at_least >= sorted_.size()) return -kInfinity;
  return std::nextafter(sorted_[sorted_.size() - 1 - at_least], kInfinity);
}

double Conformal::cut(double rate) const {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  // Searched for instead of computed, because it must agree with p_value to the last bit of rate.
  std::size_t low = 0, high = sorted_.size() + 1;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (p_above(middle) <= rate)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? kInfinity : cut_above(low - 1);
}

}  // namespace discern
