#include "train/mlp_view.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace discern {
namespace {

at::Tensor activate(at::Tensor x, Activation activation) {
  if (activation == Activation::leaky_relu) return at::leaky_relu_(x, kLeakySlope);
  if (activation == Activation::elu_pair) {
    const std::vector<at::Tensor> halves = x.chunk(2, 1);
    return at::cat({at::elu(halves[0]), -at::elu(-halves[1])}, 1);
  }
  return activation == Activation::tanh ? at::tanh(x) : x;
}

at::Tensor alias(float* numbers, at::IntArrayRef shape) {
  return torch::from_blob(numbers, shape);
}

}  // namespace

MlpView::MlpView(Mlp& mlp, Kind kind) 
    : hidden_(mlp.shape().hidden), output_(mlp.shape().output), monotone_(mlp.shape().monotone) {
  const bool learns = kind == Kind::learning;
  if (learns) gradient_.assign(mlp.parameters().size(), 0.0f);
  const auto leaf = [&](std::size_t offset, at::IntArrayRef shape) {
    at::Tensor tensor = alias(mlp.parameters().data() + offset, shape);
    if (learns) tensor.set_requires_grad(true).mutable_grad() = alias(gradient_.data() + offset, shape);
    return tensor;
  };
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const auto in = std::int64_t(mlp.shape().widths[l]), out = std::int64_t(mlp.shape().widths[l + 1]);
    weights_.push_back(leaf(mlp.weight_offset(l), {in, out}));
    biases_.push_back(leaf(mlp.bias_offset(l), {out}));
  }
}

at::Tensor MlpView::forward(const at::Tensor& x, at::Tensor* features) const {
  at::Tensor value = x;
  for (std::size_t l = 0; l < weights_.size(); ++l) {
    const bool last = l + 1 == weights_.size();
    if (last && features) *features = value;
    const at::Tensor weights = monotone_ ? weights_[l].abs() : weights_[l];
    value = activate(at::addmm(biases_[l], value, weights), last ? output_ : hidden_);
  }
  return value;
}

at::Tensor MlpView::input_gradient(const at::Tensor& x) const {
  std::vector<at::Tensor> slopes;
  {
    const at::NoGradGuard constant;
    at::Tensor value = x;
    for (std::size_t l = 0; l + 1 < weights_.size(); ++l) {
      value = at::addmm(biases_[l], value, weights_[l]);
      slopes.push_back(at::where(value > 0, 1.0f, kLeakySlope));
      value = value * slopes.back();
    }
  }
  at::Tensor gradient = weights_.back().t();
  for (std::size_t l = slopes.size(); l-- > 0;) gradient = at::mm(gradient * slopes[l], weights_[l].t());
  return gradient;
}

// Small, because positive weights add up.
constexpr double kMonotoneShare = 0.3;

void initialise(Mlp& mlp, Random& random) {
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const std::size_t inputs = mlp.shape().widths[l];
    const bool last = l + 1 == mlp.layers();
    float* const weights = mlp.parameters().data() + mlp.weight_offset(l);
    const std::size_t size = mlp.bias_offset(l) - mlp.weight_offset(l);
    if (mlp.shape().monotone) {
      const double most = kMonotoneShare / std::sqrt(double(inputs));
      std::generate_n(weights, size, [&] { return float(most * random.uniform()); });
      continue;
    }
    const double gain = last ? 1.0 : 2.0 / (1 + kLeakySlope * kLeakySlope);
    const double spread = std::sqrt(gain / double(inputs));
    std::generate_n(weights, size, [&] { return float(spread * random.normal()); });
  }
}

}  // namespace discern
