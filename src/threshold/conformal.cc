#include "threshold/conformal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace discern {

Conformal::Conformal(std::vector<double> calibration) : sorted_(std::move(calibration)) {
  std::sort(sorted_.begin(), sorted_.end());
}

double Conformal::p_above(std::size_t at_least) const {
  return double(1 + at_least) / double(sorted_.size() + 1);
}

double Conformal::p_value(double score) const {
  const auto at_least = sorted_.end() - std::lower_bound(sorted_.begin(), sorted_.end(), score);
  return p_above(std::size_t(at_least));
}

double Conformal::cut(double rate) const {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  // Searched for instead of computed, because it must agree with p_value to the last bit of rate.
  std::size_t low = 0, high = sorted_.size() + 1;
  while (low < high) {
    const std::size_t at_least = (low + high) / 2;
    if (p_above(at_least) <= rate)
      low = at_least + 1;
    else
      high = at_least;
  }
  if (low == 0) return kInfinity;
  if (low > sorted_.size()) return -kInfinity;
  return std::nextafter(sorted_[sorted_.size() - low], kInfinity);
}

}  // namespace discern
