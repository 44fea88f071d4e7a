#include "train/curve.h"

#include <cmath>

namespace discern {

void Curve::add(double value) {
  if (std::isfinite(value)) sum_ += value, ++finite_;
  if (++pending_ < stride_) return;
  // A stretch without one finite value repeats the point before it.
  const double before = values_.empty() ? 0.0 : values_.back();
  values_.push_back(finite_ ? sum_ / double(finite_) : before);
  pending_ = finite_ = 0;
  sum_ = 0;
  if (values_.size() == kMost) thin();
}

void Curve::thin() {
  for (std::size_t i = 0; i < kMost / 2; ++i) values_[i] = (values_[2 * i] + values_[2 * i + 1]) / 2;
  values_.resize(kMost / 2);
  stride_ *= 2;
}

Json Curve::save() const {
  Json steps = Json::array();
  for (std::size_t i = 0; i < values_.size(); ++i) steps.push_back((i + 1) * stride_);
  return {{"step", std::move(steps)}, {"value", values_}};
}

}  // namespace discern
