// A ConvNet's own numbers as tensors: learning writes what scoring reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

 protected:
  struct Leaf {
    at::Tensor weights, bias;  // [rows, columns], [biases]
  };

  // parameters: those of a network of that shape and those layers, and any behind them.
  ConvView(const ConvShape& shape, std::span<const ConvNet::Layer> layers, std::vector<float>& parameters,
           Kind kind);
  Leaf leaf(std::vector<float>& parameters, Kind kind, std::size_t weights, std::size_t rows,
            std::size_t columns, std::size_t bias, std::size_t biases);
  std::span<const ConvNet::Layer> layers() const { return layers_; }
  at::Tensor picture_of(const at::Tensor& x) const;
  // Layers from first to before end, of what the layer before first made of x; features as forward().
  at::Tensor run(std::size_t first, std::size_t end, at::Tensor value, const at::Tensor& x,
                 at::Tensor* features = nullptr) const;
  at::Tensor differentiated(const at::Tensor& x) const;  // input_gradient() by a second backward pass

 private:
  at::Tensor kernel(std::size_t layer) const;  // of a convolution as LibTorch takes it
  // One layer: a picture [n, channels, height, width] or, where in is 1 x 1, a vector [n, channels] -> the
  // same.
  at::Tensor apply(std::size_t layer, const at::Tensor& x) const;
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
