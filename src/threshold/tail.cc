#include "threshold/tail.h"

#include <algorithm>
#include <cmath>

namespace discern {
namespace {

// A tail steeper than this share of the range is an accident of ties or rounding.
constexpr double kLeastScale = 1e-3;

double mean_excess(std::span<const float> sorted, double over) {
  const auto begin = std::upper_bound(sorted.begin(), sorted.end(), over);
  if (begin == sorted.end()) return 0;
  double sum = 0;
  for (auto value = begin; value != sorted.end(); ++value) sum += *value - over;
  return sum / double(sorted.end() - begin);
}

// > 0 for any values. Few or tied values have nothing over the 90 % quantile: all of them then give the
// scale.
double tail_scale(std::span<const float> sorted) {
  if (sorted.empty()) return 1;
  const double least = sorted.front(), most = sorted.back();
  if (least == most) return most != 0 ? std::abs(most) : 1;
  const double knee = sorted[(9 * sorted.size() + 9) / 10 - 1];
  const double excess = mean_excess(sorted, knee);
  return std::max(excess > 0 ? excess : mean_excess(sorted, least), kLeastScale * (most - least));
}

// n calibration values, of which at_least are at least as large.
double surprise_at(std::size_t n, std::size_t at_least) {
  return std::log(double(n + 1) / double(at_least));
}

double surprise_between(float value, float low, float high, double surprise_low, double surprise_high) {
  const double part = (double(value) - low) / (double(high) - low);
  return std::min(surprise_low + part * (surprise_high - surprise_low), surprise_high);
}

double surprise_above(float value, float most, double surprise_most, double scale) {
  return surprise_most + (double(value) - most) / scale;
}

// A hyperbola: an exponential would underflow, and order with it.
double surprise_below(float value, float least, double surprise_least, double scale) {
  return surprise_least * (scale / (scale + (double(least) - value)));
}

}  // namespace

Tail::Tail(std::vector<float> calibration) : sorted_(std::move(calibration)) {
  std::sort(sorted_.begin(), sorted_.end());
  const std::size_t n = sorted_.size();
  for (std::size_t i = 0; i < n; ++i) surprises_.push_back(surprise_at(n, n - i));
  const std::span<const float> all = sorted_;
  index_ = SortedIndex(all);
  scale_ = tail_scale(all);
  if (n < 2) return;
  scale_without_least_ = tail_scale(all.subspan(1));
  scale_without_most_ = tail_scale(all.first(n - 1));
}

std::size_t Tail::first_equal(std::size_t index) const {
  return index_.count_below(sorted_, sorted_[index]);
}

double Tail::surprise(float value) const {
  if (sorted_.empty()) return 0;
  if (value == sorted_.front()) return surprises_.front();
  const std::size_t i = index_.count_up_to(sorted_, value);
  if (i == 0) return surprise_below(value, sorted_.front(), surprises_.front(), scale_);
  if (value == sorted_[i - 1]) return surprises_[first_equal(i - 1)];
  if (i == sorted_.size()) return surprise_above(value, sorted_.back(), surprises_.back(), scale_);
  return surprise_between(value, sorted_[i - 1], sorted_[i], surprises_[i - 1], surprises_[i]);
}

double Tail::surprise_left_out(std::size_t index) const {
  const std::size_t others = sorted_.size() - 1;
  if (others == 0) return 0;
  const float value = sorted_[index];
  const std::size_t first = first_equal(index);
  const bool last = index == others;
  if (first < index || (!last && sorted_[index + 1] == value)) return surprise_at(others, others - first);
  const double high = surprise_at(others, others - (last ? others - 1 : index));
  if (index == 0) return surprise_below(value, sorted_[1], high, scale_without_least_);
  if (last) return surprise_above(value, sorted_[index - 1], high, scale_without_most_);
  const double low = surprise_at(others, others - (index - 1));
  return surprise_between(value, sorted_[index - 1], sorted_[index + 1], low, high);
}

}  // namespace discern
