#include "train/penalties.h"

namespace discern {
namespace {

// [n]
at::Tensor squared_norm(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs) {
  const at::Tensor gradient = critic.input_gradient(x);
  return (inputs ? gradient.narrow(1, 0, inputs) : gradient).square().sum(1);
}

}  // namespace

at::Tensor gradient_penalty(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs) {
  // The root has no slope at zero.
  return (squared_norm(critic, x, inputs).add(1e-12).sqrt() - 1).square().mean();
}

at::Tensor zero_centred_penalty(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs) {
  return 0.5 * squared_norm(critic, x, inputs).mean();
}

at::Tensor penalties(const NetworkView& critic, const at::Tensor& real, const at::Tensor& fake,
                     const at::Tensor& share, const PenaltyWeights& weights, std::int64_t inputs) {
  at::Tensor sum = at::zeros({});
  if (weights.between > 0)
    sum = sum + weights.between * gradient_penalty(critic, at::lerp(real, fake, share), inputs);
  if (weights.real > 0) sum = sum + weights.real * zero_centred_penalty(critic, real, inputs);
  if (weights.fake > 0) sum = sum + weights.fake * zero_centred_penalty(critic, fake, inputs);
  return double(weights.every) * sum;
}

}  // namespace discern
