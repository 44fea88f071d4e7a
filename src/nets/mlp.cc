#include "nets/mlp.h"

#include <algorithm>
#include <cstring>

#include "base/fail.h"
#include "kernels/gemm.h"

namespace discern {
namespace {

// What a model file may ask for before anything is allocated.
constexpr std::size_t kMostLayers = 64;
constexpr std::size_t kMostWidth = 1 << 16;

}  // namespace

Mlp::Mlp(MlpShape shape) : shape_(std::move(shape)) {
  std::size_t size = 0;
  for (std::size_t l = 0; l + 1 < shape_.widths.size(); ++l) {
    offsets_.push_back(size);
    size += (shape_.widths[l] + 1) * shape_.widths[l + 1];
  }
  parameters_.assign(size, 0.0f);
}

std::size_t Mlp::bias_offset(std::size_t layer) const {
  return offsets_[layer] + shape_.widths[layer] * shape_.widths[layer + 1];
}

template <class Layer>
void Mlp::run(const float* x, std::size_t n, float* out, float* features, Layer layer) const {
  thread_local std::vector<float> scratch;
  const std::size_t widest = *std::max_element(shape_.widths.begin(), shape_.widths.end());
  if (scratch.size() < 2 * kGemmRows * widest) scratch.resize(2 * kGemmRows * widest);
  float* buffers[2] = {scratch.data(), scratch.data() + kGemmRows * widest};
  for (std::size_t start = 0; start < n; start += kGemmRows) {
    const std::size_t rows = std::min(kGemmRows, n - start);
    const float* input = x + start * inputs();
    for (std::size_t l = 0; l < layers(); ++l) {
      const bool last = l + 1 == layers();
      if (last && features)
        std::memcpy(features + start * this->features(), input, rows * this->features() * sizeof(float));
      float* output = last ? out + start * outputs() : buffers[l % 2];
      layer(rows, shape_.widths[l], shape_.widths[l + 1], input, parameters_.data() + offsets_[l],
            parameters_.data() + bias_offset(l), last ? shape_.output : shape_.hidden, output);
      input = output;
    }
  }
}

void Mlp::forward(const float* x, std::size_t n, float* out, float* features) const {
  run(x, n, out, features, dense);
}

void Mlp::forward_reference(const float* x, std::size_t n, float* out, float* features) const {
  run(x, n, out, features, dense_reference);
}

void Mlp::save(Archive& archive, const std::string& name) const {
  archive.meta[name] = {{"widths", shape_.widths},
                        {"hidden", activation_name(shape_.hidden)},
                        {"output", activation_name(shape_.output)}};
  archive.put(name, {parameters_.size()}, parameters_);
}

Mlp Mlp::load(const Archive& archive, const std::string& name) {
  const Json meta = read_meta<Json>(archive.meta, name.c_str());
  MlpShape shape;
  shape.widths = read_meta<std::vector<std::size_t>>(meta, "widths");
  shape.hidden = activation_from(read_meta<std::string>(meta, "hidden"));
  shape.output = activation_from(read_meta<std::string>(meta, "output"));
  const bool sound = shape.widths.size() >= 2 && shape.widths.size() <= kMostLayers &&
                     std::all_of(shape.widths.begin(), shape.widths.end(),
                                 [](std::size_t w) { return w > 0 && w <= kMostWidth; });
  if (!sound)
    fail(Fault::model, "model file: network \"{}\" has impossible widths; train the model again", name);
  std::size_t size = 0;
  for (std::size_t l = 0; l + 1 < shape.widths.size(); ++l)
    size += (shape.widths[l] + 1) * shape.widths[l + 1];
  const std::vector<float>& stored = archive.floats(name, size);
  Mlp mlp(std::move(shape));
  mlp.parameters_ = stored;
  return mlp;
}

}  // namespace discern
