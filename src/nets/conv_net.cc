#include "nets/conv_net.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "base/fail.h"
#include "kernels/gemm.h"

namespace discern {
namespace {

using Kind = ConvLayer::Kind;

// What a model file may ask for before anything is allocated.
constexpr std::size_t kMostLayers = 64;
constexpr std::size_t kMostSide = 1 << 12;
constexpr std::size_t kMostChannels = 1 << 14;
constexpr std::size_t kMostSize = 1 << 24;  // numbers of a grid
constexpr std::size_t kMostParameters = 1 << 29;
// Rows are taken so many at a time that what a layer makes of them stays in a cache.
constexpr std::size_t kTileNumbers = 1 << 18;

constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

constexpr std::array<std::string_view, 3> kKinds = {"dense", "conv", "up_conv"};

[[noreturn]] void impossible(std::size_t layer, std::string_view what) {
  fail(Fault::model,
       "model file: layer {} of a convolutional network has an impossible {}; train the model again", layer,
       what);
}

void check_grid(const Grid& grid, std::size_t layer) {
  const bool sound = grid.height > 0 && grid.width > 0 && grid.channels > 0 && grid.height <= kMostSide &&
                     grid.width <= kMostSide && grid.channels <= kMostChannels && grid.size() <= kMostSize;
  if (!sound) impossible(layer, "size");
}

bool doubles(std::size_t from, std::size_t to) {
  return to == 2 * from || to + 1 == 2 * from;
}

// The size that follows from the layer before, or must agree with it.
void check_layer(ConvNet::Layer& layer, std::size_t number) {
  if (layer.activation == Activation::elu_pair) impossible(number, "activation");
  if (layer.kind == Kind::conv) {
    const Window& window = layer.window;
    if (window.size == 0 || window.stride == 0 || window.size > kMostSide || window.stride > kMostSide ||
        window.padding >= window.size)
      impossible(number, "window");
    layer.out.height = window.places(layer.in.height);
    layer.out.width = window.places(layer.in.width);
  }
  check_grid(layer.out, number);
  if (layer.kind == Kind::up_conv &&
      !(doubles(layer.in.height, layer.out.height) && doubles(layer.in.width, layer.out.width)))
    impossible(number, "size");
}

Json json_of(const ConvLayer& layer) {
  Json out = {{"kind", kKinds[std::size_t(layer.kind)]},
              {"channels", layer.out.channels},
              {"activation", activation_name(layer.activation)}};
  if (layer.kind == Kind::conv) {
    out["window"] = {layer.window.size, layer.window.stride, layer.window.padding};
  } else {
    out["size"] = {layer.out.height, layer.out.width};
  }
  if (layer.skip > 0) out["skip"] = layer.skip;
  return out;
}

// Rows of pixels with `own` and `brought` channels -> pixels with both.
void join_pixels(std::size_t pixels, const float* own, std::size_t own_channels, const float* brought,
                 std::size_t brought_channels, float* out) {
  for (std::size_t i = 0; i < pixels; ++i) {
    out = std::copy_n(own + i * own_channels, own_channels, out);
    out = std::copy_n(brought + i * brought_channels, brought_channels, out);
  }
}

std::vector<std::size_t> read_sizes(const Json& meta, const char* key, std::size_t count) {
  auto sizes = read_meta<std::vector<std::size_t>>(meta, key);
  if (sizes.size() != count)
    fail(Fault::model, "model file: \"{}\" has {} numbers, expected {}; train the model again", key,
         sizes.size(), count);
  return sizes;
}

ConvLayer layer_of(const Json& meta) {
  ConvLayer layer;
  const auto kind = read_meta<std::string>(meta, "kind");
  const auto found = std::find(kKinds.begin(), kKinds.end(), kind);
  if (found == kKinds.end())
    fail(Fault::model, "model file: layers of kind \"{}\" are not known; train the model again", kind);
  layer.kind = Kind(found - kKinds.begin());
  layer.out.channels = read_meta<std::size_t>(meta, "channels");
  layer.activation = activation_from(read_meta<std::string>(meta, "activation"));
  if (layer.kind == Kind::conv) {
    const auto window = read_sizes(meta, "window", 3);
    layer.window = {window[0], window[1], window[2]};
  } else {
    const auto size = read_sizes(meta, "size", 2);
    layer.out.height = size[0], layer.out.width = size[1];
  }
  if (meta.contains("skip")) layer.skip = read_meta<std::size_t>(meta, "skip");
  return layer;
}

}  // namespace

ConvLayer dense_layer(std::size_t units, Activation activation) {
  return dense_layer(Grid{1, 1, units}, activation);
}

ConvLayer dense_layer(Grid out, Activation activation) {
  return {Kind::dense, out, {}, activation, 0};
}

ConvLayer conv_layer(std::size_t channels, Window window, Activation activation) {
  return {Kind::conv, {1, 1, channels}, window, activation, 0};
}

ConvLayer up_conv_layer(Grid out, Activation activation) {
  return {Kind::up_conv, out, {}, activation, 0};
}

ConvLayer with_skip(ConvLayer layer, std::size_t from) {
  layer.skip = from;
  return layer;
}

std::size_t ConvNet::Layer::rows() const {
  if (kind == Kind::dense) return in.size() + joined;
  return kind == Kind::conv ? window.size * window.size * in.channels : 4 * in.channels;
}

ConvNet::ConvNet(ConvShape shape) : shape_(std::move(shape)) {
  parameters_.assign(plan(), 0.0f);
}

// With what a skip connection brings, which must be of the grid's size.
ConvNet::Layer ConvNet::planned(const ConvLayer& described, const Grid& before) const {
  Layer layer{described, before, 0, 0, 0, 0};
  const std::size_t number = layers_.size() + 1;
  if (layer.skip > 0) {
    if (layer.skip >= number || layer.kind == Kind::dense) impossible(number, "skip connection");
    const Grid& from = layers_[layer.skip - 1].out;
    if (from.height != before.height || from.width != before.width || before.pixels() == 1)
      impossible(number, "skip connection");
    layer.brought = from.channels;
    layer.in.channels += from.channels;
    check_grid(layer.in, number);
  }
  check_layer(layer, number);
  return layer;
}

std::size_t ConvNet::plan() {
  Grid grid{shape_.picture.height, shape_.picture.width, shape_.picture.channels};
  check_grid(grid, 0);
  if (shape_.layers.empty() || shape_.layers.size() > kMostLayers) impossible(0, "count");
  std::size_t beside = shape_.beside, size = 0;
  if (beside > kMostSize) impossible(0, "count of numbers beside");
  widest_ = inputs();
  for (const ConvLayer& described : shape_.layers) {
    Layer layer = planned(described, grid);
    layer.weights = size;
    if (layer.kind == Kind::dense) layer.joined = std::exchange(beside, 0);
    if (layer.rows() > kMostParameters / layer.columns()) impossible(layers_.size() + 1, "count of weights");
    layer.bias = size + layer.rows() * layer.columns();
    size = layer.bias + layer.biases();
    if (size > kMostParameters) impossible(layers_.size() + 1, "count of weights");
    grid = layer.out;
    widest_ = std::max({widest_, grid.size(), layer.in.size() + layer.joined});
    layers_.push_back(layer);
    kept_.push_back(kNowhere);
    if (layer.skip == 0 || kept_[layer.skip - 1] != kNowhere) continue;
    kept_[layer.skip - 1] = skipped_;
    skipped_ += layers_[layer.skip - 1].out.size();
  }
  if (beside > 0) impossible(layers_.size(), "kind: numbers beside a picture need a dense one");
  return size;
}

void ConvNet::pass(const float* x, std::size_t n, float* out, float* features, Run run) const {
  thread_local std::vector<float> scratch;
  const std::size_t tile = std::clamp<std::size_t>(kTileNumbers / widest_, 1, kGemmRows);
  if (scratch.size() < tile * (2 * widest_ + skipped_)) scratch.resize(tile * (2 * widest_ + skipped_));
  float* const kept = scratch.data() + 2 * tile * widest_;  // of each such layer [tile, out]
  const Grid picture = layers_.front().in;
  for (std::size_t start = 0; start < n; start += tile) {
    const std::size_t rows = std::min(tile, n - start);
    float *input = scratch.data(), *output = input + tile * widest_;
    for (std::size_t i = 0; i < rows; ++i)
      to_pixels(1, picture, x + (start + i) * inputs(), input + i * picture.size());
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      const Layer& layer = layers_[l];
      if (layer.joined > 0) {
        const std::size_t width = layer.in.size();
        for (std::size_t i = 0; i < rows; ++i) {
          float* const row = std::copy_n(input + i * width, width, output + i * layer.rows());
          std::copy_n(x + (start + i) * inputs() + picture.size(), layer.joined, row);
        }
        std::swap(input, output);
      }
      if (layer.brought > 0) {
        join_pixels(rows * layer.in.pixels(), input, layer.in.channels - layer.brought,
                    kept + tile * kept_[layer.skip - 1], layer.brought, output);
        std::swap(input, output);
      }
      if (features && l + 1 == layers_.size())
        std::copy_n(input, rows * this->features(), features + start * this->features());
      (this->*run)(l, rows, input, output);
      if (kept_[l] != kNowhere) std::copy_n(output, rows * layer.out.size(), kept + tile * kept_[l]);
      std::swap(input, output);
    }
    to_planes(rows, layers_.back().out, input, out + start * outputs());
  }
}

ConvNet::Packed ConvNet::pack() const {
  Packed out(layers_.size());
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    const float *const weights = parameters_.data() + layer.weights, *const bias =
                                                                         parameters_.data() + layer.bias;
    if (layer.kind == Kind::conv)
      out[l] = PackedConv::conv(layer.in, layer.window, layer.out.channels, weights, bias, layer.activation);
    if (layer.kind == Kind::up_conv)
      out[l] = PackedConv::up_conv(layer.in, layer.out, weights, bias, layer.activation);
  }
  return out;
}

void ConvNet::run_layer(std::size_t layer, std::size_t n, const float* in, float* out) const {
  const Layer& l = layers_[layer];
  const float *const weights = parameters_.data() + l.weights, *const bias = parameters_.data() + l.bias;
  if (const auto& packed = packed_.get([&] { return pack(); })[layer]) return packed->run(n, in, out);
  switch (l.kind) {
    case Kind::dense:
      return dense(n, l.rows(), l.columns(), in, weights, bias, l.activation, out);
    case Kind::conv:
      return conv(n, l.in, l.window, l.out.channels, in, weights, bias, l.activation, out);
    case Kind::up_conv:
      return up_conv(n, l.in, l.out, in, weights, bias, l.activation, out);
  }
}

void ConvNet::run_layer_reference(std::size_t layer, std::size_t n, const float* in, float* out) const {
  const Layer& l = layers_[layer];
  const float *const weights = parameters_.data() + l.weights, *const bias = parameters_.data() + l.bias;
  switch (l.kind) {
    case Kind::dense:
      return dense_reference(n, l.rows(), l.columns(), in, weights, bias, l.activation, out);
    case Kind::conv:
      return conv_reference(n, l.in, l.window, l.out.channels, in, weights, bias, l.activation, out);
    case Kind::up_conv:
      return up_conv_reference(n, l.in, l.out, in, weights, bias, l.activation, out);
  }
}

void ConvNet::forward(const float* x, std::size_t n, float* out, float* features) const {
  pass(x, n, out, features, &ConvNet::run_layer);
}

void ConvNet::forward_reference(const float* x, std::size_t n, float* out, float* features) const {
  pass(x, n, out, features, &ConvNet::run_layer_reference);
}

void ConvNet::save(Archive& archive, const std::string& name) const {
  Json layers = Json::array();
  for (const ConvLayer& layer : shape_.layers) layers.push_back(json_of(layer));
  const PictureShape& picture = shape_.picture;
  archive.meta[name] = {{"picture", {picture.height, picture.width, picture.channels}},
                        {"beside", shape_.beside},
                        {"layers", std::move(layers)}};
  archive.put(name, {parameters_.size()}, parameters_);
}

ConvNet ConvNet::load(const Archive& archive, const std::string& name) {
  const Json meta = read_meta<Json>(archive.meta, name.c_str());
  ConvNet net;
  ConvShape& shape = net.shape_;
  const auto picture = read_sizes(meta, "picture", 3);
  shape.picture = {picture[0], picture[1], picture[2]};
  shape.beside = read_meta<std::size_t>(meta, "beside");
  const Json layers = read_meta<Json>(meta, "layers");
  if (!layers.is_array() || layers.size() > kMostLayers) impossible(0, "count");
  for (const Json& layer : layers) shape.layers.push_back(layer_of(layer));
  const std::size_t size = net.plan();
  net.parameters_ = archive.floats(name, size);
  return net;
}

void to_pixels(std::size_t n, const Grid& grid, const float* planes, float* pixels) {
  if (grid.channels == 1 || grid.pixels() == 1) {
    std::copy_n(planes, n * grid.size(), pixels);
    return;
  }
  for (std::size_t i = 0; i < n; ++i, planes += grid.size(), pixels += grid.size())
    for (std::size_t c = 0; c < grid.channels; ++c)
      for (std::size_t p = 0; p < grid.pixels(); ++p)
        pixels[p * grid.channels + c] = planes[c * grid.pixels() + p];
}

void to_planes(std::size_t n, const Grid& grid, const float* pixels, float* planes) {
  if (grid.channels == 1 || grid.pixels() == 1) {
    std::copy_n(pixels, n * grid.size(), planes);
    return;
  }
  for (std::size_t i = 0; i < n; ++i, planes += grid.size(), pixels += grid.size())
    for (std::size_t c = 0; c < grid.channels; ++c)
      for (std::size_t p = 0; p < grid.pixels(); ++p)
        planes[c * grid.pixels() + p] = pixels[p * grid.channels + c];
}

}  // namespace discern
