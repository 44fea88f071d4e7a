// A network of one hidden layer whose output never falls as an input rises.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/archive.h"
#include "nets/mlp.h"

namespace discern {

// x -> x linear + tanh(x A + b) C + e, no number of linear, A and C negative.
// Immutable while it is shared; forward may be called from any number of threads.
class MonotoneNet {
 public:
  MonotoneNet() = default;
  // hidden: A, b, C, e of one hidden tanh layer and one output; linear [inputs].
  MonotoneNet(Mlp hidden, std::vector<float> linear);

  std::size_t inputs() const { return linear_.size(); }
  // x [n, inputs] -> out [n]. A row's bits do not depend on n or on the other rows.
  void forward(const float* x, std::size_t n, float* out) const;

  void save(Archive& archive, const std::string& name) const;
  // Error(model) unless the archive holds one of so many inputs that never falls.
  static MonotoneNet load(const Archive& archive, const std::string& name, std::size_t inputs);

 private:
  Mlp hidden_;
  std::vector<float> linear_;
};

}  // namespace discern
