#include "train/adam.h"

#include <algorithm>
#include <cmath>

#include "kernels/adam_pass.h"

namespace discern {
Adam::Adam(std::size_t size, AdamOptions options)
    : options_(options), mean_(size, 0.0f), square_(size, 0.0f) {}

bool Adam::step(float* values, float* gradient, double rate_share) {
  const std::size_t size = mean_.size();
  if (!all_finite(size, gradient)) {
    std::fill_n(gradient, size, 0.0f);
    return false;
  }
  shorten(gradient);
  ++steps_;
  const double correction1 = 1 - std::pow(options_.beta1, double(steps_));
  const double correction2 = 1 - std::pow(options_.beta2, double(steps_));
  const AdamFactors now{float(options_.beta1), float(options_.beta2),
                        float(rate() * rate_share / correction1), float(1 / std::sqrt(correction2)),
                        float(options_.epsilon)};
  adam_pass(size, now, values, gradient, mean_.data(), square_.data());
  std::fill_n(gradient, size, 0.0f);
  return true;
}

void Adam::shorten(float* gradient) const {
  if (options_.clip == 0) return;
  double square = 0;
  for (std::size_t i = 0; i < mean_.size(); ++i) square += double(gradient[i]) * double(gradient[i]);
  const double norm = std::sqrt(square);
  if (norm <= options_.clip) return;
  const float share = float(options_.clip / norm);
  for (std::size_t i = 0; i < mean_.size(); ++i) gradient[i] *= share;
}

void Adam::restart(double rate_factor) {
  std::fill(mean_.begin(), mean_.end(), 0.0f);
  std::fill(square_.begin(), square_.end(), 0.0f);
  steps_ = 0;
  rate_factor_ *= rate_factor;
}

void Adam::save(Archive& archive, const std::string& name) const {
  save_floats(archive, name + ".mean", mean_);
  save_floats(archive, name + ".square", square_);
  save_numbers(archive, name, {double(steps_), rate_factor_});
}

void Adam::load(const Archive& archive, const std::string& name) {
  mean_ = load_floats(archive, name + ".mean", mean_.size());
  square_ = load_floats(archive, name + ".square", square_.size());
  const std::vector<double>& counts = load_numbers(archive, name, 2);
  steps_ = std::uint64_t(counts[0]);
  rate_factor_ = counts[1];
}

}  // namespace discern
