#include "nets/conv_slope.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "kernels/gemm.h"
#include "nets/mlp_slope.h"

namespace discern {
namespace {

using Kind = ConvLayer::Kind;

// Room for size numbers in a buffer that only grows.
float* room(std::vector<float>& buffer, std::size_t size) {
  if (buffer.size() < size) buffer.resize(size);
  return buffer.data();
}

std::vector<float> transposed(const float* weights, std::size_t rows, std::size_t columns) {
  std::vector<float> out(rows * columns);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = weights[i * columns + j];
  return out;
}

}  // namespace

ConvNet features_of(const ConvNet& net) {
  ConvShape shape = net.shape();
  shape.layers.pop_back();
  ConvNet out(std::move(shape));
  std::copy_n(net.parameters().begin(), out.parameters().size(), out.parameters().begin());
  return out;
}

ConvSlope::ConvSlope(ConvNet net) : net_(std::move(net)) {
  for (const ConvNet::Layer& layer : net_.layers()) {
    if (layer.activation == Activation::silu)
      fail(Fault::model,
           "model file: a network that is searched has the activation silu; train the model again");
    if (layer.joined > 0)
      fail(Fault::model,
           "model file: a network that is searched has numbers beside a picture; train the model again");
    if (layer.brought > 0)
      fail(Fault::model,
           "model file: a network that is searched has a skip connection; train the model again");
    transposed_.push_back(
        transposed(net_.parameters().data() + layer.weights, layer.rows(), layer.columns()));
    widest_ = std::max({widest_, layer.in.size(), layer.out.size()});
  }
}

const float* ConvSlope::forward(const float* x, std::size_t n, Tape& tape) const {
  const auto layers = net_.layers();
  if (tape.layers.size() < layers.size()) tape.layers.resize(layers.size());
  const float* input = room(tape.input, n * net_.inputs());
  to_pixels(n, layers.front().in, x, tape.input.data());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    float* const output = room(tape.layers[l], n * layers[l].out.size());
    net_.run_layer(l, n, input, output);
    input = output;
  }
  to_planes(n, layers.back().out, input, room(tape.planes, n * net_.outputs()));
  return tape.planes.data();
}

void ConvSlope::backward(const float* gradient, std::size_t n, Tape& tape, float* out) const {
  const auto layers = net_.layers();
  float *above = room(tape.gradient, n * widest_), *below = room(tape.scratch, n * widest_);
  to_pixels(n, layers.back().out, gradient, above);
  for (std::size_t l = layers.size(); l-- > 0;) {
    const ConvNet::Layer& layer = layers[l];
    bend(layer.activation, n, layer.out.size(), tape.layers[l].data(), above);
    const float* const weights = transposed_[l].data();
    switch (layer.kind) {
      case Kind::dense:
        gemm(n, layer.columns(), layer.rows(), above, weights, 0.0f, below);
        break;
      case Kind::conv:
        conv_slope(n, layer.in, layer.window, layer.out.channels, above, weights, below);
        break;
      case Kind::up_conv:
        up_conv_slope(n, layer.in, layer.out, above, weights, below);
        break;
    }
    std::swap(above, below);
  }
  to_planes(n, layers.front().in, above, out);
}

}  // namespace discern
