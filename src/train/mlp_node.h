// An Mlp as one node of autograd's graph instead of one for each product and activation.
#pragma once

#include <memory>
#include <vector>

#include "nets/mlp.h"
#include "train/mlp_passes.h"
#include "train/torch.h"

namespace discern {

// Tapes of one network that no graph holds now.
class MlpTapes {
 public:
  std::unique_ptr<MlpTape> take();
  void give_back(std::unique_ptr<MlpTape> tape) { free_.push_back(std::move(tape)); }

 private:
  std::vector<std::unique_ptr<MlpTape>> free_;
};

// backward() adds the parameters' gradient to `gradient` at once. torch::autograd::grad() of other tensors
// adds nothing to it. There is no second derivative: backward with create_graph throws Error(usage), as does
// a second backward that was not announced by retain_graph, or one after x was changed in place. Not
// thread-safe.
struct MlpFused {
  const Mlp* mlp = nullptr;   // outlives every graph it is part of
  float* gradient = nullptr;  // flat as mlp's parameters; null: they are constants
  std::shared_ptr<MlpTapes> tapes = std::make_shared<MlpTapes>();

  // As NetworkView says it; for has_passes() and has_gradient_passes() of the shape.
  at::Tensor forward(const at::Tensor& x, at::Tensor* features) const;
  at::Tensor input_gradient(const at::Tensor& x) const;
};

}  // namespace discern
