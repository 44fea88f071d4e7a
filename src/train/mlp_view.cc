#include "train/mlp_view.h"

#include <cmath>

#include "base/random.h"

namespace discern {
namespace {

at::Tensor activate(at::Tensor x, Activation activation) {
  if (activation == Activation::leaky_relu) return at::leaky_relu_(x, kLeakySlope);
  return activation == Activation::tanh ? at::tanh(x) : x;
}

at::Tensor alias(float* numbers, at::IntArrayRef shape) {
  return torch::from_blob(numbers, shape);
}

}  // namespace

MlpView::MlpView(Mlp& mlp, Kind kind) : hidden_(mlp.shape().hidden), output_(mlp.shape().output) {
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
    value = activate(at::addmm(biases_[l], value, weights_[l]), last ? output_ : hidden_);
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

void initialise(Mlp& mlp, Random& random) {
  for (std::size_t l = 0; l < mlp.layers(); ++l) {
    const std::size_t inputs = mlp.shape().widths[l];
    const bool last = l + 1 == mlp.layers();
    const double gain = last ? 1.0 : 2.0 / (1 + kLeakySlope * kLeakySlope);
    const double spread = std::sqrt(gain / double(inputs));
    for (std::size_t i = mlp.weight_offset(l); i < mlp.bias_offset(l); ++i)
      mlp.parameters()[i] = float(spread * random.normal());
  }
}

}  // namespace discern
