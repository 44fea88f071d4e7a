// A ConvNet's own numbers as tensors: learning writes what scoring reads.
#pragma once

#include <cstdint>
#include <vector>

#include "nets/conv_net.h"
#include "train/network_view.h"

namespace discern {

class Random;

// Shares the parameters of net, which must stay alive and in place. Rows stand as ConvNet::forward takes and
// gives them.
class ConvView : public NetworkView {
 public:
  ConvView(ConvNet& net, Kind kind);

  at::Tensor forward(const at::Tensor& x, at::Tensor* features = nullptr) const override;
  std::int64_t outputs() const override { return std::int64_t(layers_.back().out.size()); }
  // Written out for critics of convolutions, dense layers and leaky units; else by a second backward pass.
  at::Tensor input_gradient(const at::Tensor& x) const override;

 private:
  struct Leaf {
    at::Tensor weights, bias;  // [rows, columns], [biases]
  };
  at::Tensor kernel(std::size_t layer) const;  // of a convolution as LibTorch takes it
  // One layer: a picture [n, channels, height, width] or, where in is 1 x 1, a vector [n, channels] -> the
  // same.
  at::Tensor apply(std::size_t layer, const at::Tensor& x) const;
  at::Tensor picture_of(const at::Tensor& x) const;
  at::Tensor vector_of(std::size_t layer, const at::Tensor& value, const at::Tensor& x) const;
  at::Tensor written_out(const at::Tensor& x) const;

  ConvShape shape_;
  std::vector<ConvNet::Layer> layers_;
  std::vector<Leaf> leaves_;
  bool has_skips_ = false;
};

template <>
struct ViewOf<ConvNet> {
  using Type = ConvView;
};

// A convolution's is that of its patches (Miyato et al. 2018).
std::vector<WeightMatrix> matrices_of(const ConvNet& net);

// As of an Mlp: normal weights that keep the variance through the hidden units, zero biases.
void initialise(ConvNet& net, Random& random);

}  // namespace discern
