#include "train/activations.h"

#include <utility>

namespace discern {
namespace {

// Of the units of an elu pair, as scoring divides them.
std::pair<at::Tensor, at::Tensor> halves_of(const at::Tensor& x) {
  const std::int64_t units = x.size(1), first = units / 2;
  return {x.narrow(1, 0, first), x.narrow(1, first, units - first)};
}

}  // namespace

at::Tensor activate(at::Tensor x, Activation activation) {
  switch (activation) {
    case Activation::none:
      return x;
    case Activation::leaky_relu:
      return at::leaky_relu_(x, kLeakySlope);
    case Activation::tanh:
      return at::tanh(x);
    case Activation::relu:
      return at::relu_(x);
    case Activation::elu:
      return at::elu(x);
    case Activation::silu:
      return at::silu(x);
    case Activation::sigmoid:
      return at::sigmoid(x);
    case Activation::elu_pair: {
      const auto [first, second] = halves_of(x);
      return at::cat({at::elu(first), -at::elu(-second)}, 1);
    }
  }
  return x;
}

bool is_piecewise_linear(Activation activation) {
  return activation == Activation::none || activation == Activation::leaky_relu ||
         activation == Activation::relu;
}

at::Tensor slope_of(const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::none:
      return at::ones_like(x);
    case Activation::leaky_relu:
      return at::where(x > 0, 1.0f, kLeakySlope);
    case Activation::relu:
      return at::where(x > 0, 1.0f, 0.0f);
    case Activation::tanh:
      return 1 - at::tanh(x).square();
    case Activation::elu:
      return at::exp(at::clamp_max(x, 0));
    case Activation::silu: {
      const at::Tensor share = at::sigmoid(x);
      return share * (1 + x * (1 - share));
    }
    case Activation::sigmoid: {
      const at::Tensor share = at::sigmoid(x);
      return share * (1 - share);
    }
    case Activation::elu_pair: {
      const auto [first, second] = halves_of(x);
      return at::exp(at::cat({at::clamp_max(first, 0), -at::clamp_min(second, 0)}, 1));
    }
  }
  return at::ones_like(x);
}

double gain_of(Activation activation) {
  switch (activation) {
    case Activation::leaky_relu:
      return 2.0 / (1 + kLeakySlope * kLeakySlope);
    case Activation::relu:
    case Activation::elu:
    case Activation::silu:
      return 2;
    default:
      return 1;
  }
}

}  // namespace discern
