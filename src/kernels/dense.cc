#include "kernels/dense.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

#include "base/fail.h"
#include "kernels/gemm.h"
#include "kernels/small_product.h"

namespace discern {
namespace {

constexpr std::array<std::string_view, 8> kNames = {"none", "leaky_relu", "tanh",    "relu",
                                                     "elu",  "silu",       "sigmoid", "elu_pair"};

void fill_bias(std::size_t n, std::size_t outputs, const float* bias, float* out) {
  for (std::size_t i = 0; i < n; ++i) std::memcpy(out + i * outputs, bias, outputs * sizeof(float));
}

float elu(float t) { return t > 0 ? t : std::expm1(t); }

void elu_pairs(std::size_t n, std::size_t outputs, float* out) {
  for (std::size_t i = 0; i < n; ++i, out += outputs) {
    for (std::size_t j = 0; j < outputs / 2; ++j) out[j] = elu(out[j]);
    for (std::size_t j = outputs / 2; j < outputs; ++j) out[j] = -elu(-out[j]);
  }
}

template <class Function>
void each(std::size_t size, float* out, Function function) {
  for (std::size_t i = 0; i < size; ++i) out[i] = function(out[i]);
}

void activate(Activation activation, std::size_t n, std::size_t outputs, float* out) {
  const std::size_t size = n * outputs;
  switch (activation) {
    case Activation::none:
      return;
    case Activation::leaky_relu:  // max(t, a t) has no branch to mispredict
      return each(size, out, [](float t) { return std::max(t, kLeakySlope * t); });
    case Activation::tanh:
      return each(size, out, [](float t) { return std::tanh(t); });
    case Activation::relu:
      return each(size, out, [](float t) { return std::max(t, 0.0f); });
    case Activation::elu:
      return each(size, out, elu);
    case Activation::silu:
      return each(size, out, [](float t) { return t / (1 + std::exp(-t)); });
    case Activation::sigmoid:
      return each(size, out, [](float t) { return 1 / (1 + std::exp(-t)); });
    case Activation::elu_pair:
      return elu_pairs(n, outputs, out);
  }
}

}  // namespace

std::string_view activation_name(Activation activation) {
  return kNames[std::size_t(activation)];
}

Activation activation_from(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end())
    fail(Fault::model, "model file: activation \"{}\" is not known; train the model again", name);
  return Activation(found - kNames.begin());
}

void dense(std::size_t n, std::size_t inputs, std::size_t outputs, const float* x, const float* weights,
           const float* bias, Activation activation, float* out) {
  using Bend = SmallProduct::Bend;
  const Bend bend = activation == Activation::leaky_relu ? Bend::leaky_relu
                    : activation == Activation::relu     ? Bend::relu
                                                         : Bend::none;
  if (small_product({.n = n, .k = inputs, .m = outputs, .a = x, .b = weights, .c = out, .bias = bias,
                     .bend = bend, .slope = kLeakySlope})) {
    if (bend == Bend::none) activate(activation, n, outputs, out);
    return;
  }
  fill_bias(n, outputs, bias, out);
  gemm(n, inputs, outputs, x, weights, 1.0f, out);
  activate(activation, n, outputs, out);
}

void dense_reference(std::size_t n, std::size_t inputs, std::size_t outputs, const float* x,
                     const float* weights, const float* bias, Activation activation, float* out) {
  fill_bias(n, outputs, bias, out);
  gemm_reference(n, inputs, outputs, x, weights, 1.0f, out);
  for (std::size_t i = 0; i < n * outputs; ++i) {
    if (activation == Activation::leaky_relu && out[i] < 0) out[i] *= kLeakySlope;
    if (activation == Activation::tanh) out[i] = std::tanh(out[i]);
    if (activation == Activation::relu && out[i] < 0) out[i] = 0;
    if (activation == Activation::elu && out[i] < 0) out[i] = float(std::expm1(double(out[i])));
    const double share = 1 / (1 + std::exp(-double(out[i])));
    if (activation == Activation::silu) out[i] = float(out[i] * share);
    if (activation == Activation::sigmoid) out[i] = float(share);
  }
  if (activation == Activation::elu_pair) elu_pairs(n, outputs, out);
}

}  // namespace discern
