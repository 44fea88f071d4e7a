// A network of pictures in training that may grow (train/growth.h): beside its own layers it has, for each
// level but the full one, a convolution of 1 x 1 to or from pictures of that size, which training alone
// needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nets/conv_net.h"
#include "nets/mlp.h"
#include "train/conv_view.h"
#include "train/growth.h"
#include "train/learner.h"

namespace discern {

class Random;

struct GrowingShape {
  // Makes pictures: a dense layer, transposed convolutions, others of the full size. Or reads them:
  // convolutions of stride 2, then others. As many of the one and the other as growth has levels but one.
  ConvShape grown;
  const Growth* growth = nullptr;  // outlives the network; null: it does not grow
};

class GrowingNet {
 public:
  // A convolution of 1 x 1: weights [in, out] and bias among parameters().
  struct Side {
    std::size_t in, out, weights, bias;
    Activation activation;
  };

  explicit GrowingNet(GrowingShape shape);  // all parameters zero

  const GrowingShape& shape() const { return shape_; }
  bool makes_pictures() const { return plan_.layers().back().out.pixels() > 1; }
  std::span<const ConvNet::Layer> layers() const { return plan_.layers(); }
  const std::vector<Side>& sides() const { return sides_; }  // by level
  std::size_t inputs() const { return plan_.inputs(); }
  std::size_t outputs() const { return plan_.outputs(); }

  // Those of the grown network, then those of the sides.
  std::vector<float>& parameters() { return parameters_; }
  const std::vector<float>& parameters() const { return parameters_; }

  ConvNet grown() const;

 private:
  GrowingShape shape_;
  ConvNet plan_;
  std::vector<Side> sides_;
  std::vector<float> parameters_;
};

// What a finished training keeps.
inline ConvNet grown(const GrowingNet& net) {
  return net.grown();
}
inline Mlp grown(Mlp net) {
  return net;
}

// Rows stand as those of the grown network, whatever the level: what is made at a low level is made of
// blocks, and what is read is reduced. Differentiates as ConvView.
class GrowingView : public ConvView {
 public:
  GrowingView(GrowingNet& net, Kind kind);

  at::Tensor forward(const at::Tensor& x, at::Tensor* features = nullptr) const override;
  at::Tensor input_gradient(const at::Tensor& x) const override;

 private:
  bool plain() const { return !growth_ || growth_->grown(); }
  at::Tensor side(std::size_t level, const at::Tensor& grid) const;
  at::Tensor make(const at::Tensor& z) const;
  at::Tensor read(const at::Tensor& x, at::Tensor* features) const;

  const Growth* growth_;
  bool makes_pictures_;
  std::vector<GrowingNet::Side> sides_;
  std::vector<Leaf> side_leaves_;
};

template <>
struct ViewOf<GrowingNet> {
  using Type = GrowingView;
};

std::vector<WeightMatrix> matrices_of(const GrowingNet& net);
// As of a ConvNet, with the same numbers for its own layers.
void initialise(GrowingNet& net, Random& random);

// The kind of network that is in training where a training is to end in Network.
template <class Network>
struct LearningOf {
  using Type = Network;
};
template <>
struct LearningOf<ConvNet> {
  using Type = GrowingNet;
};

// How networks grow whose generator, of pictures of that shape, is to be that one. Error(usage) for what does
// not go together.
Growth growth_for(bool progressive, const ConvShape& generator, const PictureShape& picture,
                  std::int64_t steps, const LearnContext& context);

}  // namespace discern
