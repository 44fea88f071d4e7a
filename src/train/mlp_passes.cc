#include "train/mlp_passes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/gemm.h"
#include "kernels/one_thread.h"
#include "nets/mlp_slope.h"

namespace discern {
namespace {

bool piecewise_linear(Activation activation) {
  return activation == Activation::none || activation == Activation::leaky_relu ||
         activation == Activation::relu;
}

float* room(std::vector<float>& buffer, std::size_t size) {
  if (buffer.size() < size) buffer.resize(size);
  return buffer.data();
}

// One network's layers, and its numbers as they count.
class Layers {
 public:
  Layers(const Mlp& mlp, const MlpTape& tape)
      : mlp_(mlp), numbers_(mlp.shape().monotone ? tape.sizes.data() : mlp.parameters().data()) {}

  std::size_t size() const { return mlp_.layers(); }
  std::size_t in(std::size_t layer) const { return mlp_.shape().widths[layer]; }
  std::size_t out(std::size_t layer) const { return mlp_.shape().widths[layer + 1]; }
  const float* weights(std::size_t layer) const { return numbers_ + mlp_.weight_offset(layer); }
  const float* bias(std::size_t layer) const { return numbers_ + mlp_.bias_offset(layer); }
  Activation activation(std::size_t layer) const {
    return layer + 1 == size() ? mlp_.shape().output : mlp_.shape().hidden;
  }

 private:
  const Mlp& mlp_;
  const float* numbers_;
};

void take_sizes(const Mlp& mlp, MlpTape& tape) {
  if (!mlp.shape().monotone) return;
  tape.sizes = mlp.parameters();
  for (std::size_t l = 0; l < mlp.layers(); ++l)
    for (std::size_t i = mlp.weight_offset(l); i < mlp.bias_offset(l); ++i)
      tape.sizes[i] = std::abs(tape.sizes[i]);
}

// Up to and with hidden layer `end` - 1; what the next layer sees.
const float* climb(const Layers& layers, std::size_t end, const float* x, std::size_t n, MlpTape& tape) {
  if (tape.layers.size() < layers.size()) tape.layers.resize(layers.size());
  for (std::size_t l = 0; l < end; ++l) {
    float* out = room(tape.layers[l], n * layers.out(l));
    dense(n, layers.in(l), layers.out(l), x, layers.weights(l), layers.bias(l), layers.activation(l), out);
    x = out;
  }
  return x;
}

// Ones [n].
const float* ones(std::size_t n) {
  thread_local std::vector<float> all;
  if (all.size() < n) all.resize(n, 1.0f);
  return all.data();
}

// sums [columns] += the columns of rows [n, columns].
void add_columns(const float* rows, std::size_t n, std::size_t columns, float* sums) {
  gemm_tn(1, n, columns, ones(n), rows, 1.0f, sums);
}

// gradient += input^T above, of the weights at offset.
void add_weights(const Mlp& mlp, std::size_t layer, const float* input, const float* above, std::size_t n,
                 MlpTape& tape, float* gradient) {
  const std::size_t in = mlp.shape().widths[layer], out = mlp.shape().widths[layer + 1];
  const std::size_t offset = mlp.weight_offset(layer);
  if (!mlp.shape().monotone) return gemm_tn(in, n, out, input, above, 1.0f, gradient + offset);
  const float* weights = mlp.parameters().data() + offset;
  float* sum = room(tape.weights, in * out);
  gemm_tn(in, n, out, input, above, 0.0f, sum);
  for (std::size_t i = 0; i < in * out; ++i)
    gradient[offset + i] += float((weights[i] > 0) - (weights[i] < 0)) * sum[i];
}

// below [n, in] = above [n, out] weights^T, times the slope of the layer below, if there is one; beside what
// is in below with add.
void down(const Layers& layers, std::size_t layer, const float* above, std::size_t n, MlpTape& tape, bool add,
          float* below) {
  const std::size_t in = layers.in(layer), out = layers.out(layer);
  const float* turned = layers.weights(layer);
  if (out > 1) {
    thread_local std::vector<float> scratch;
    transpose(in, out, turned, room(scratch, in * out));
    turned = scratch.data();
  }
  descend(n, out, in, above, turned, layer ? layers.activation(layer - 1) : Activation::none,
          layer ? tape.layers[layer - 1].data() : nullptr, add, below);
}

std::size_t widest_of(const Mlp& mlp) {
  return *std::max_element(mlp.shape().widths.begin(), mlp.shape().widths.end());
}

}  // namespace

bool has_passes(const MlpShape& shape) {
  return shape.hidden != Activation::silu && shape.output != Activation::silu;
}

bool has_gradient_passes(const MlpShape& shape) {
  return piecewise_linear(shape.hidden) && shape.output == Activation::none && !shape.monotone &&
         shape.widths.back() == 1;
}

void pass_forward(const Mlp& mlp, const float* x, std::size_t n, float* out, MlpTape& tape) {
  const OneThread one_thread;
  take_sizes(mlp, tape);
  const Layers layers(mlp, tape);
  const std::size_t last = layers.size() - 1;
  const float* input = climb(layers, last, x, n, tape);
  dense(n, layers.in(last), layers.out(last), input, layers.weights(last), layers.bias(last),
        layers.activation(last), out);
  if (layers.activation(last) != Activation::none)
    std::copy_n(out, n * layers.out(last), room(tape.layers[last], n * layers.out(last)));
}

void pass_backward(const Mlp& mlp, const float* x, std::size_t n, MlpTape& tape, const float* above,
                   const float* features, float* gradient, float* x_gradient) {
  const OneThread one_thread;
  const Layers layers(mlp, tape);
  float* now = room(tape.above, n * widest_of(mlp));
  float* next = room(tape.below, n * widest_of(mlp));
  std::size_t l = layers.size();
  const Activation top = layers.activation(l - 1), hidden = mlp.shape().hidden;
  if (above) {
    std::copy_n(above, n * mlp.outputs(), now);
    bend(top, n, layers.out(l - 1), tape.layers[l - 1].data(), now);
  } else {
    --l;
    std::copy_n(features, n * mlp.features(), now);
    if (l > 0) bend(hidden, n, layers.out(l - 1), tape.layers[l - 1].data(), now);
  }
  while (l-- > 0) {
    const float* input = l ? tape.layers[l - 1].data() : x;
    if (gradient) {
      add_weights(mlp, l, input, now, n, tape, gradient);
      add_columns(now, n, layers.out(l), gradient + mlp.bias_offset(l));
    }
    if (l == 0 && !x_gradient) return;
    float* below = l ? next : x_gradient;
    const bool joined = features && l + 1 == layers.size();
    if (joined) std::copy_n(features, n * layers.in(l), below);
    down(layers, l, now, n, tape, joined, below);
    std::swap(now, next);
  }
}

void pass_input_gradient(const Mlp& mlp, const float* x, std::size_t n, float* out, MlpTape& tape) {
  const OneThread one_thread;
  const Layers layers(mlp, tape);
  const std::size_t last = layers.size() - 1;
  if (x) climb(layers, last, x, n, tape);
  if (tape.bends.size() < last) tape.bends.resize(last);
  const float* above = ones(n);
  for (std::size_t l = layers.size(); l-- > 0;) {
    float* below = l ? room(tape.bends[l - 1], n * layers.in(l)) : out;
    down(layers, l, above, n, tape, false, below);
    above = below;
  }
}

// d out / d x = w slope_L' W_L'^T ... slope_1 W_1^T row by row: each weight occurs once, its sides are
// bends[l] and what comes up from above.
void pass_input_gradient_backward(const Mlp& mlp, std::size_t n, MlpTape& tape, const float* above,
                                  float* gradient) {
  const OneThread one_thread;
  const Layers layers(mlp, tape);
  const std::size_t last = layers.size() - 1;
  float* buffers[2] = {room(tape.above, n * widest_of(mlp)), room(tape.below, n * widest_of(mlp))};
  for (std::size_t l = 0; l < last; ++l) {
    gemm_tn(layers.in(l), n, layers.out(l), above, tape.bends[l].data(), 1.0f,
            gradient + mlp.weight_offset(l));
    float* next = buffers[l % 2];
    descend(n, layers.in(l), layers.out(l), above, layers.weights(l), layers.activation(l),
            tape.layers[l].data(), false, next);
    above = next;
  }
  add_columns(above, n, layers.in(last), gradient + mlp.weight_offset(last));
}

}  // namespace discern
