// A multilayer perceptron as plain weights with a forward pass; LibTorch trains the same numbers in place.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/archive.h"
#include "kernels/dense.h"

namespace discern {

struct MlpShape {
  std::vector<std::size_t> widths;              // input, hidden ..., output; at least two, all positive
  Activation hidden = Activation::leaky_relu;
  Activation output = Activation::none;
  // For training: weights count by their size, so that no output falls as an input rises.
  bool monotone = false;
};

// Immutable while it is shared; forward may be called from any number of threads.
class Mlp {
 public:
  Mlp() = default;
  explicit Mlp(MlpShape shape);  // all parameters zero

  std::size_t inputs() const { return shape_.widths.front(); }
  std::size_t outputs() const { return shape_.widths.back(); }
  std::size_t features() const { return shape_.widths[shape_.widths.size() - 2]; }
  const MlpShape& shape() const { return shape_; }

  // x [n, inputs] -> out [n, outputs]; features, if not null, gets the last hidden layer [n, features()].
  // A row's bits do not depend on n or on the other rows. Allocates nothing after a thread's first call.
  void forward(const float* x, std::size_t n, float* out, float* features = nullptr) const;
  // The same through dense_reference.
  void forward_reference(const float* x, std::size_t n, float* out, float* features = nullptr) const;

  // Layer by layer: weights [in][out], then bias [out].
  std::vector<float>& parameters() { return parameters_; }
  const std::vector<float>& parameters() const { return parameters_; }
  std::size_t layers() const { return shape_.widths.size() - 1; }
  std::size_t weight_offset(std::size_t layer) const { return offsets_[layer]; }
  std::size_t bias_offset(std::size_t layer) const;

  void save(Archive& archive, const std::string& name) const;
  static Mlp load(const Archive& archive, const std::string& name);

 private:
  template <class Layer>
  void run(const float* x, std::size_t n, float* out, float* features, Layer layer) const;

  MlpShape shape_;
  std::vector<std::size_t> offsets_;
  std::vector<float> parameters_;
};

}  // namespace discern
