#include "nets/mlp_slope.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "kernels/gemm.h"
#include "kernels/small_product.h"

namespace discern {

void bend(Activation activation, std::size_t n, std::size_t outputs, const float* value, float* gradient) {
  const auto each = [&](auto slope) {
    for (std::size_t i = 0; i < n * outputs; ++i) gradient[i] *= slope(value[i]);
  };
  switch (activation) {
    case Activation::none:
    case Activation::silu:  // refused by those who search
      return;
    case Activation::leaky_relu:
      return each([](float v) { return v > 0 ? 1.0f : kLeakySlope; });
    case Activation::relu:
      return each([](float v) { return v > 0 ? 1.0f : 0.0f; });
    case Activation::tanh:
      return each([](float v) { return 1 - v * v; });
    case Activation::sigmoid:
      return each([](float v) { return v * (1 - v); });
    case Activation::elu:
      return each([](float v) { return v > 0 ? 1.0f : 1 + v; });
    case Activation::elu_pair:
      for (std::size_t i = 0; i < n; ++i, value += outputs, gradient += outputs)
        for (std::size_t j = 0; j < outputs; ++j) {
          const float v = j < outputs / 2 ? value[j] : -value[j];
          gradient[j] *= v > 0 ? 1.0f : 1 + v;
        }
      return;
  }
}

void descend(std::size_t n, std::size_t outputs, std::size_t inputs, const float* above, const float* turned,
             Activation activation, const float* value, bool add, float* below) {
  const bool two_slopes = activation == Activation::leaky_relu || activation == Activation::relu;
  if (small_product({.n = n,
                     .k = outputs,
                     .m = inputs,
                     .a = above,
                     .b = turned,
                     .c = below,
                     .add = add,
                     .bend = two_slopes ? SmallProduct::Bend::slope_of : SmallProduct::Bend::none,
                     .slope = activation == Activation::leaky_relu ? kLeakySlope : 0.0f,
                     .value = value})) {
    if (!two_slopes) bend(activation, n, inputs, value, below);
    return;
  }
  gemm(n, outputs, inputs, above, turned, add ? 1.0f : 0.0f, below);
  bend(activation, n, inputs, value, below);
}

void descend_reference(std::size_t n, std::size_t outputs, std::size_t inputs, const float* above,
                       const float* turned, Activation activation, const float* value, bool add,
                       float* below) {
  gemm_reference(n, outputs, inputs, above, turned, add ? 1.0f : 0.0f, below);
  bend(activation, n, inputs, value, below);
}

Mlp features_of(const Mlp& mlp) {
  MlpShape shape = mlp.shape();
  shape.widths.pop_back();
  shape.output = shape.hidden;
  Mlp out(shape);
  std::copy_n(mlp.parameters().begin(), out.parameters().size(), out.parameters().begin());
  return out;
}

MlpSlope::MlpSlope(Mlp mlp) : mlp_(std::move(mlp)) {
  const MlpShape& shape = mlp_.shape();
  if (shape.hidden == Activation::silu || shape.output == Activation::silu)
    fail(Fault::model,
         "model file: a network that is searched has the activation silu; train the model again");
  for (std::size_t l = 0; l < mlp_.layers(); ++l) {
    const std::size_t in = shape.widths[l], out = shape.widths[l + 1];
    const float* weights = mlp_.parameters().data() + mlp_.weight_offset(l);
    std::vector<float>& turned = transposed_.emplace_back(in * out);
    transpose(in, out, weights, turned.data());
  }
}

const float* MlpSlope::forward(const float* x, std::size_t n, Tape& tape) const {
  const MlpShape& shape = mlp_.shape();
  if (tape.layers.size() < mlp_.layers()) tape.layers.resize(mlp_.layers());
  const float* input = x;
  for (std::size_t l = 0; l < mlp_.layers(); ++l) {
    std::vector<float>& output = tape.layers[l];
    if (output.size() < n * shape.widths[l + 1]) output.resize(n * shape.widths[l + 1]);
    dense(n, shape.widths[l], shape.widths[l + 1], input, mlp_.parameters().data() + mlp_.weight_offset(l),
          mlp_.parameters().data() + mlp_.bias_offset(l),
          l + 1 == mlp_.layers() ? shape.output : shape.hidden, output.data());
    input = output.data();
  }
  return input;
}

template <class Descend>
void MlpSlope::run_back(const float* gradient, std::size_t n, Tape& tape, float* out, Descend down) const {
  const MlpShape& shape = mlp_.shape();
  const std::size_t widest = *std::max_element(shape.widths.begin(), shape.widths.end());
  for (auto* buffer : {&tape.gradient, &tape.scratch})
    if (buffer->size() < n * widest) buffer->resize(n * widest);
  float *above = tape.gradient.data(), *below = tape.scratch.data();
  std::copy_n(gradient, n * mlp_.outputs(), above);
  bend(shape.output, n, mlp_.outputs(), tape.layers[mlp_.layers() - 1].data(), above);
  for (std::size_t l = mlp_.layers(); l-- > 0;) {
    down(n, shape.widths[l + 1], shape.widths[l], above, transposed_[l].data(),
         l ? shape.hidden : Activation::none, l ? tape.layers[l - 1].data() : nullptr, false,
         l ? below : out);
    std::swap(above, below);
  }
}

void MlpSlope::backward(const float* gradient, std::size_t n, Tape& tape, float* out) const {
  run_back(gradient, n, tape, out, descend);
}

void MlpSlope::backward_reference(const float* gradient, std::size_t n, Tape& tape, float* out) const {
  run_back(gradient, n, tape, out, descend_reference);
}

}  // namespace discern
