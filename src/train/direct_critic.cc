#include "train/direct_critic.h"

#include <algorithm>

namespace discern {
namespace {

float* room(std::vector<float>& buffer, std::int64_t size) {
  if (std::int64_t(buffer.size()) < size) buffer.resize(std::size_t(size));
  return buffer.data();
}

}  // namespace

bool DirectCritic::serves(const MlpShape& shape, const Objective& objective) {
  return objective.discriminator_slopes && objective.generator_slope && has_passes(shape) &&
         has_gradient_passes(shape);
}

// Both under each other.
const float* DirectCritic::join(const at::Tensor& first, const at::Tensor& second) {
  float* const rows = room(rows_, first.numel() + second.numel());
  const at::Tensor above = first.contiguous(), below = second.contiguous();
  std::copy_n(above.data_ptr<float>(), above.numel(), rows);
  std::copy_n(below.data_ptr<float>(), below.numel(), rows + above.numel());
  return rows;
}

double DirectCritic::add_gradient(const Mlp& critic, const Objective& objective, const Batch& batch,
                                  float* gradient) {
  const std::int64_t n = batch.real.size(0);
  const float* const rows = join(batch.real, batch.fake);
  float* const values = room(values_, 2 * n);
  float* const slopes = room(slopes_, 2 * n);
  pass_forward(critic, rows, std::size_t(2 * n), values, tape_);
  double gap = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const double real = double(values[i]), fake = double(values[n + i]);
    const ValueSlopes by = objective.discriminator_slopes(real, fake, batch.smooth);
    slopes[i] = float(by.real / double(n));
    slopes[n + i] = float(by.fake / double(n));
    gap += real - fake;
  }
  pass_backward(critic, rows, std::size_t(2 * n), tape_, slopes, nullptr, gradient, nullptr);
  if (batch.due) add_penalties(critic, batch, gradient);
  return gap / double(n);
}

// R1 and R2 find what the forward pass left of their rows; the points between are others.
void DirectCritic::add_penalties(const Mlp& critic, const Batch& batch, float* gradient) {
  const std::int64_t n = batch.real.size(0), width = batch.real.size(1);
  const PenaltyWeights& weights = *batch.due;
  const auto weight = [&](double one) { return double(weights.every) * one; };
  float* const norms = room(norms_, 2 * n * width);
  if (weights.real > 0 || weights.fake > 0) {
    const std::int64_t both = weights.fake > 0 ? 2 * n : n;
    pass_input_gradient(critic, nullptr, std::size_t(both), norms, tape_);
    zero_centred_slopes(norms, n, width, batch.inputs, weight(weights.real), norms);
    if (both > n)
      zero_centred_slopes(norms + n * width, n, width, batch.inputs, weight(weights.fake), norms + n * width);
    pass_input_gradient_backward(critic, std::size_t(both), tape_, norms, gradient);
  }
  if (weights.between > 0) {
    const at::Tensor points = points_between(batch.real, batch.fake, batch.share);
    pass_input_gradient(critic, points.data_ptr<float>(), std::size_t(n), norms, tape_);
    gradient_penalty_slopes(norms, n, width, batch.inputs, weight(weights.between), norms);
    pass_input_gradient_backward(critic, std::size_t(n), tape_, norms, gradient);
  }
}

at::Tensor DirectCritic::generator_slopes(const Mlp& critic, const Objective& objective,
                                          const at::Tensor& real, const at::Tensor& fake) {
  const std::int64_t n = fake.size(0), both = objective.paired ? 2 * n : n;
  const at::Tensor made = fake.contiguous();
  const float* const rows = objective.paired ? join(made, real) : made.data_ptr<float>();
  float* const values = room(values_, both);
  float* const slopes = room(slopes_, n);
  pass_forward(critic, rows, std::size_t(both), values, tape_);
  for (std::int64_t i = 0; i < n; ++i) {
    const double other = objective.paired ? double(values[n + i]) : 0.0;
    slopes[i] = float(objective.generator_slope(other, double(values[i])) / double(n));
  }
  at::Tensor out = at::empty(made.sizes());
  pass_backward(critic, rows, std::size_t(n), tape_, slopes, nullptr, nullptr, out.data_ptr<float>());
  return out;
}

}  // namespace discern
