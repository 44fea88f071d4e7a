// An Mlp's own numbers as tensors: learning writes what scoring reads.
#pragma once

#include <cstdint>
#include <vector>

#include "nets/mlp.h"
#include "train/mlp_node.h"
#include "train/network_view.h"
#include "train/torch.h"

namespace discern {

// Shares the parameters of mlp, which must stay alive and in place. Not thread-safe.
class MlpView : public NetworkView {
 public:
  MlpView(Mlp& mlp, Kind kind);

  // One fused node (train/mlp_node.h) each, with its limits, wherever there is one; else the plain one.
  at::Tensor forward(const at::Tensor& x, at::Tensor* features = nullptr) const override;
  at::Tensor input_gradient(const at::Tensor& x) const override;

  // The same by LibTorch's own operations, which may be differentiated any number of times; tests compare the
  // two.
  at::Tensor forward_plain(const at::Tensor& x, at::Tensor* features = nullptr) const;
  // Written out for every activation: slopes of leaky units are constants, slopes of smooth ones stay in the
  // graph.
  at::Tensor input_gradient_plain(const at::Tensor& x) const;

  std::int64_t outputs() const override { return biases_.back().size(0); }

 private:
  at::Tensor weight(std::size_t layer) const;  // as it counts
  // Of each layer but a linear last one, [n, out].
  std::vector<at::Tensor> slopes(const at::Tensor& x) const;

  std::vector<at::Tensor> weights_, biases_;  // [in, out], [out]
  MlpFused fused_;
  Activation hidden_, output_;
  bool monotone_;
};

template <>
struct ViewOf<Mlp> {
  using Type = MlpView;
};

std::vector<WeightMatrix> matrices_of(const Mlp& mlp);

// Normal weights that keep the variance through the hidden units (He et al. 2015), zero biases; of a monotone
// network small positive weights.
class Random;
void initialise(Mlp& mlp, Random& random);

}  // namespace discern
