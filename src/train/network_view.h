// A network's numbers as tensors, whatever the network is.
#pragma once

#include <cstdint>
#include <vector>

#include "train/torch.h"

namespace discern {

// Not thread-safe.
class NetworkView {
 public:
  enum class Kind { learning, constant };  // constant: no gradient reaches the parameters

  virtual ~NetworkView() = default;

  // x [n, inputs] -> [n, outputs]; features, if not null, gets what the last layer sees [n, features].
  virtual at::Tensor forward(const at::Tensor& x, at::Tensor* features = nullptr) const = 0;

  virtual std::int64_t outputs() const = 0;

  // d forward / d x of a network with one output, x [n, inputs] -> [n, inputs]; itself differentiable in the
  // parameters, but not in x.
  virtual at::Tensor input_gradient(const at::Tensor& x) const = 0;

  // Where backward() adds up, flat as the network's parameters(); empty for a constant view.
  std::vector<float>& gradient() { return gradient_; }

 protected:
  std::vector<float> gradient_;
};

// ViewOf<Network>::Type is the view of that kind of network.
template <class Network>
struct ViewOf;

// One weight matrix [rows, columns], row by row, among a network's parameters().
struct WeightMatrix {
  std::size_t offset = 0, rows = 0, columns = 0;
};

}  // namespace discern
