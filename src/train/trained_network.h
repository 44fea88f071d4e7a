// One network in training: its numbers, their gradient, the optimiser, and the running average that will
// score.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/random.h"
#include "train/adam.h"
#include "train/conv_view.h"
#include "train/growing_net.h"
#include "train/mlp_view.h"
#include "train/spectral.h"

namespace discern {

// Network: Mlp, ConvNet or GrowingNet.
template <class Network>
class Trained : public Stateful {
 public:
  using View = typename ViewOf<Network>::Type;
  using Shape = std::decay_t<decltype(std::declval<const Network&>().shape())>;

  // ema in [0, 1): decay of the running average a step, less in the first steps; 0: no averaging.
  // spectral_norm: after each step every weight matrix is scaled back (train/spectral.h).
  Trained(Shape shape, Random random, AdamOptions adam, double ema, bool spectral_norm = false);
  Trained(const Trained&) = delete;
  Trained& operator=(const Trained&) = delete;

  // Before the first step: begins with these parameters, of a network of the same shape.
  void start_from(const Network& network);

  // Forgets the moments of the steps before: other parameters learn from here on.
  void restart() { adam_.restart(); }

  const View& learning() const { return learning_; }
  const View& constant() const { return constant_; }  // the same numbers, without gradients

  // One step down the gradient of loss. A step whose gradient is not finite is skipped and counted; after
  // kPatience in a row the parameters go back to their average and the rate is halved for good.
  void step(const at::Tensor& loss, double rate_share = 1);
  // One step down the gradients that backward() has added up in this network: where several networks share a
  // loss, call backward() once and apply() on each.
  void apply(double rate_share = 1);

  // Where backward() adds up, and others that apply() is to follow; flat as the parameters.
  float* gradient() { return learning_.gradient().data(); }

  // The network of averaged parameters.
  Network average() const;
  const Network& current() const { return network_; }

  double rate() const { return adam_.rate(); }
  std::int64_t skipped() const { return skipped_; }

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

  static constexpr int kPatience = 10;

 private:
  void follow();
  void roll_back();

  Network network_;
  View learning_, constant_;
  Adam adam_;
  SpectralNorm spectral_;
  std::vector<float> average_;
  double ema_;
  std::int64_t steps_ = 0, skipped_ = 0;
  int in_a_row_ = 0;
};

using TrainedNetwork = Trained<Mlp>;

}  // namespace discern
