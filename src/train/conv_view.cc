#include "train/conv_view.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "train/activations.h"

namespace discern {
namespace {

std::int64_t i64(std::size_t value) {
  return std::int64_t(value);
}

at::Tensor alias(float* numbers, at::IntArrayRef shape) {
  return torch::from_blob(numbers, shape);
}

// [n, height * width * channels] pixel by pixel <-> [n, channels, height, width].
at::Tensor pixels_of(const at::Tensor& picture) {
  return picture.permute({0, 2, 3, 1}).reshape({picture.size(0), -1});
}

at::Tensor grid_of(const at::Tensor& pixels, const Grid& grid) {
  return pixels.view({-1, i64(grid.height), i64(grid.width), i64(grid.channels)})
      .permute({0, 3, 1, 2})
      .contiguous();
}

}  // namespace

ConvView::ConvView(ConvNet& net, Kind kind) : ConvView(net.shape(), net.layers(), net.parameters(), kind) {}

ConvView::ConvView(const ConvShape& shape, std::span<const ConvNet::Layer> layers,
                   std::vector<float>& parameters, Kind kind)
    : shape_(shape), layers_(layers.begin(), layers.end()) {
  has_skips_ = std::any_of(layers_.begin(), layers_.end(), [](const auto& l) { return l.brought > 0; });
  if (kind == Kind::learning) gradient_.assign(parameters.size(), 0.0f);
  for (const ConvNet::Layer& l : layers_)
    leaves_.push_back(leaf(parameters, kind, l.weights, l.rows(), l.columns(), l.bias, l.biases()));
}

ConvView::Leaf ConvView::leaf(std::vector<float>& parameters, Kind kind, std::size_t weights,
                              std::size_t rows, std::size_t columns, std::size_t bias, std::size_t biases) {
  const auto one = [&](std::size_t offset, at::IntArrayRef shape) {
    at::Tensor tensor = alias(parameters.data() + offset, shape);
    if (kind == Kind::learning)
      tensor.set_requires_grad(true).mutable_grad() = alias(gradient_.data() + offset, shape);
    return tensor;
  };
  return {one(weights, {i64(rows), i64(columns)}), one(bias, {i64(biases)})};
}

at::Tensor ConvView::kernel(std::size_t layer) const {
  const ConvNet::Layer& l = layers_[layer];
  const std::int64_t in = i64(l.in.channels), out = i64(l.out.channels), k = i64(l.window.size);
  const at::Tensor& weights = leaves_[layer].weights;
  if (l.kind == ConvLayer::Kind::conv)
    return weights.view({k, k, in, out}).permute({3, 2, 0, 1}).contiguous();
  // The outputs stand as pixel_shuffle wants them.
  return weights.view({2, 2, in, 2, 2, out}).permute({5, 3, 4, 2, 0, 1}).reshape({4 * out, in, 2, 2});
}

at::Tensor ConvView::apply(std::size_t layer, const at::Tensor& x) const {
  const ConvNet::Layer& l = layers_[layer];
  const Leaf& leaf = leaves_[layer];
  switch (l.kind) {
    case ConvLayer::Kind::dense: {
      const at::Tensor made = activate(at::addmm(leaf.bias, x, leaf.weights), l.activation);
      return l.out.pixels() == 1 ? made : grid_of(made, l.out);
    }
    case ConvLayer::Kind::conv:
      return activate(at::conv2d(x, kernel(layer), leaf.bias, i64(l.window.stride), i64(l.window.padding)),
                      l.activation);
    case ConvLayer::Kind::up_conv: {
      const at::Tensor squares =
          at::conv2d(x, kernel(layer), leaf.bias.repeat_interleave(4), /*stride=*/1, /*padding=*/1);
      // Activated before it is cut, while it is in one piece.
      const at::Tensor doubled = at::pixel_shuffle(activate(squares, l.activation), 2);
      return doubled.narrow(2, 1, i64(l.out.height)).narrow(3, 1, i64(l.out.width));
    }
  }
  return x;
}

at::Tensor ConvView::picture_of(const at::Tensor& x) const {
  const PictureShape& p = shape_.picture;
  const at::Tensor numbers = shape_.beside ? x.narrow(1, 0, i64(p.size())) : x;
  if (p.pixels() == 1) return numbers;
  return numbers.reshape({-1, i64(p.channels), i64(p.height), i64(p.width)});
}

// What a layer sees, as a vector where it is dense.
at::Tensor ConvView::vector_of(std::size_t layer, const at::Tensor& value, const at::Tensor& x) const {
  const ConvNet::Layer& l = layers_[layer];
  if (l.kind != ConvLayer::Kind::dense)
    return value.dim() == 4 ? value : value.view({-1, i64(l.in.channels), 1, 1});
  const at::Tensor vector = value.dim() == 4 ? pixels_of(value) : value;
  return l.joined ? at::cat({vector, x.narrow(1, i64(shape_.picture.size()), i64(l.joined))}, 1) : vector;
}

at::Tensor ConvView::run(std::size_t first, std::size_t end, at::Tensor value, const at::Tensor& x,
                         at::Tensor* features) const {
  std::vector<at::Tensor> outputs;  // for skip connections, the only ones to keep them
  for (std::size_t l = first; l < end; ++l) {
    value = vector_of(l, value, x);
    if (layers_[l].brought > 0) value = at::cat({value, outputs[layers_[l].skip - 1]}, 1);
    if (features && l + 1 == layers_.size()) *features = value.dim() == 4 ? pixels_of(value) : value;
    value = apply(l, value);
    if (has_skips_) outputs.push_back(value);
  }
  return value;
}

at::Tensor ConvView::forward(const at::Tensor& x, at::Tensor* features) const {
  const at::Tensor value = run(0, layers_.size(), picture_of(x), x, features);
  return value.dim() == 4 ? value.reshape({value.size(0), -1}) : value;
}

at::Tensor ConvView::input_gradient(const at::Tensor& x) const {
  const bool plain = std::all_of(layers_.begin(), layers_.end(), [](const ConvNet::Layer& l) {
    return is_piecewise_linear(l.activation) && l.kind != ConvLayer::Kind::up_conv && l.brought == 0;
  });
  return plain ? written_out(x) : differentiated(x);
}

at::Tensor ConvView::differentiated(const at::Tensor& x) const {
  const at::Tensor leaf = x.detach().requires_grad_(true);
  return torch::autograd::grad({forward(leaf).sum()}, {leaf}, {}, true, /*create_graph=*/true)[0];
}

// Slopes of leaky units are constants, so that only the way back is in the graph.
at::Tensor ConvView::written_out(const at::Tensor& x) const {
  std::vector<at::Tensor> inputs, values;
  {
    const at::NoGradGuard constant;
    at::Tensor value = picture_of(x);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      inputs.push_back(vector_of(l, value, x));
      values.push_back(value = apply(l, inputs.back()));
    }
  }
  at::Tensor gradient = at::ones_like(values.back()), beside;
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const ConvNet::Layer& layer = layers_[l];
    if (layer.activation != Activation::none) gradient = gradient * slope_of(values[l], layer.activation);
    if (layer.kind == ConvLayer::Kind::dense) {
      gradient = at::mm(gradient.dim() == 4 ? pixels_of(gradient) : gradient, leaves_[l].weights.t());
      const std::int64_t own = i64(layer.in.size());
      if (layer.joined) beside = gradient.narrow(1, own, i64(layer.joined));
      gradient = layer.joined ? gradient.narrow(1, 0, own) : gradient;
      if (layer.in.pixels() > 1) gradient = grid_of(gradient.contiguous(), layer.in);
    } else {
      const std::int64_t stride = i64(layer.window.stride), padding = i64(layer.window.padding);
      gradient = std::get<0>(at::convolution_backward(gradient, inputs[l], kernel(l), c10::nullopt,
                                                      {stride, stride}, {padding, padding}, {1, 1}, false,
                                                      {0, 0}, 1, {true, false, false}));
    }
  }
  gradient = gradient.reshape({x.size(0), -1});
  return beside.defined() ? at::cat({gradient, beside}, 1) : gradient;
}

std::vector<WeightMatrix> matrices_of(const ConvNet& net) {
  std::vector<WeightMatrix> out;
  for (const ConvNet::Layer& layer : net.layers())
    out.push_back({layer.weights, layer.rows(), layer.columns()});
  return out;
}

void initialise(ConvNet& net, Random& random) {
  const auto layers = net.layers();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const double gain = l + 1 == layers.size() ? 1.0 : gain_of(layers[l].activation);
    const double spread = std::sqrt(gain / double(layers[l].rows()));
    std::generate_n(net.parameters().data() + layers[l].weights, layers[l].rows() * layers[l].columns(),
                    [&] { return float(spread * random.normal()); });
  }
}

}  // namespace discern
