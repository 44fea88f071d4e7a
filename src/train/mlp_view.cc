#include "train/mlp_view.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/random.h"
#include "train/activations.h"

namespace discern {
namespace {

at::Tensor alias(float* numbers, at::IntArrayRef shape) {
  return torch::from_blob(numbers, shape);
}

}  // namespace

MlpView::MlpView(Mlp& mlp, Kind kind)
    : fused_{.mlp = &mlp},
      hidden_(mlp.shape().hidden),
      output_(mlp.shape().output),
      monotone_(mlp.shape().monotone) {
  const bool learns = kind == Kind::learning;
  if (learns) gradient_.assign(mlp.parameters().size(), 0.0f);
  if (learns) fused_.gradient = gradient_.data();
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

at::Tensor MlpView::weight(std::size_t layer) const {
  return monotone_ ? weights_[layer].abs() : weights_[layer];
}

at::Tensor MlpView::forward(const at::Tensor& x, at::Tensor* features) const {
  return has_passes(fused_.mlp->shape()) ? fused_.forward(x, features) : forward_plain(x, features);
}

at::Tensor MlpView::input_gradient(const at::Tensor& x) const {
  return has_gradient_passes(fused_.mlp->shape()) ? fused_.input_gradient(x) : input_gradient_plain(x);
}

at::Tensor MlpView::forward_plain(const at::Tensor& x, at::Tensor* features) const {
  at::Tensor value = x;
  for (std::size_t l = 0; l < weights_.size(); ++l) {
    const bool last = l + 1 == weights_.size();
    if (last && features) *features = value;
    value = activate(at::addmm(biases_[l], value, weight(l)), last ? output_ : hidden_);
  }
  return value;
}

std::vector<at::Tensor> MlpView::slopes(const at::Tensor& x) const {
  std::vector<at::Tensor> out;
  at::Tensor value = x;
  const std::size_t bent = output_ == Activation::none ? weights_.size() - 1 : weights_.size();
  for (std::size_t l = 0; l < bent; ++l) {
    const Activation activation = l + 1 == weights_.size() ? output_ : hidden_;
    value = at::addmm(biases_[l], value, weight(l));
    out.push_back(slope_of(value, activation));
    value = is_piecewise_linear(activation) ? value * out.back() : activate(value, activation);
  }
  return out;
}

at::Tensor MlpView::input_gradient_plain(const at::Tensor& x) const {
  std::vector<at::Tensor> bends;
  if (is_piecewise_linear(hidden_) && is_piecewise_linear(output_)) {
    const at::NoGradGuard constant;
    bends = slopes(x);
  } else {
    bends = slopes(x);
  }
  at::Tensor gradient = weight(weights_.size() - 1).t();
  if (bends.size() == weights_.size()) gradient = at::mm(bends.back(), gradient);
  for (std::size_t l = weights_.size() - 1; l-- > 0;) gradient = at::mm(gradient * bends[l], weight(l).t());
  return gradient;
}

std::vector<WeightMatrix> matrices_of(const Mlp& mlp) {
  std::vector<WeightMatrix> out;
  for (std::size_t l = 0; l < mlp.layers(); ++l)
    out.push_back({mlp.weight_offset(l), mlp.shape().widths[l], mlp.shape().widths[l + 1]});
  return out;
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
    const double gain = last ? 1.0 : gain_of(mlp.shape().hidden);
    const double spread = std::sqrt(gain / double(inputs));
    std::generate_n(weights, size, [&] { return float(spread * random.normal()); });
  }
}

}  // namespace discern
