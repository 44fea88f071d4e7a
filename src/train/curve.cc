#include "train/curve.h"

#include <cmath>

namespace discern {

void Curve::add(double value) {
  last_ = value;
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

void Curve::save(Archive& archive, const std::string& name) const {
  save_numbers(archive, name + ".values", values_);
  save_numbers(archive, name, {double(stride_), double(pending_), sum_, double(finite_), last_});
}

void Curve::load(const Archive& archive, const std::string& name) {
  const std::vector<double>& counts = load_numbers(archive, name, 5);
  values_ = load_numbers(archive, name + ".values", 0);
  stride_ = std::size_t(counts[0]);
  pending_ = std::size_t(counts[1]);
  sum_ = counts[2];
  finite_ = std::size_t(counts[3]);
  last_ = counts[4];
}

}  // namespace discern
