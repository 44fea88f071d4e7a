// A BiGAN in training: a generator and an encoder that a discriminator of pairs makes undo each other
// (Donahue et al. 2017), with ALAD's two further discriminators of cycles if wanted (Zenati et al. 2018).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "methods/bigan.h"
#include "train/curve.h"
#include "train/discriminator.h"
#include "train/learner.h"
#include "train/network_shapes.h"
#include "train/torch.h"

namespace discern {

// What the discriminators compare, real against fake, gradients reaching encoder and generator.
struct BiganPairs {
  at::Tensor xz_real, xz_fake;  // (x, E(x)) and (G(z), z)
  at::Tensor xx_real, xx_fake;  // (x, x) and (x, G(E(x)))
  at::Tensor zz_real, zz_fake;  // (z, z) and (z, E(G(z)))
};

// x [n, width], z [n, latent]. Without cycles the pairs of xx and zz are undefined.
BiganPairs bigan_pairs(const NetworkView& encoder, const NetworkView& generator, const at::Tensor& x,
                       const at::Tensor& z, bool cycles);

// Mean |x - G(E(x))| of pairs; generator made them.
at::Tensor cycle_error(const BiganPairs& pairs, const NetworkView& generator);

// The discriminators of these pairs; xx and zz are there together or not at all. Network: Mlp, or ConvNet for
// pictures.
template <class Network>
struct BiganJudgesOf {
  DiscriminatorOf<Network>& xz;
  DiscriminatorOf<Network>* xx = nullptr;
  DiscriminatorOf<Network>* zz = nullptr;

  bool cycles() const { return xx != nullptr; }
  // One step each; -> the gap of xz.
  double step(const BiganPairs& pairs, const Pace& pace) const;
  // What encoder and generator minimise: the sum of the joint losses.
  at::Tensor loss(const BiganPairs& pairs, const Pace& pace) const;
};

using BiganJudges = BiganJudgesOf<Mlp>;

// Settings that suit pictures where none are given.
const std::map<std::string, std::string>& bigan_for_pictures();

template <class Network>
struct LearnedBigan {
  Network generator, encoder;         // running averages
  Network xz, xx;                     // discriminators' running averages; xx only with cycles
  Curve gap;                          // E D(x, E(x)) - E D(G(z), z) at each step of the discriminator
  Json held_out;                      // curve of the energy distance of both pairs, held out
  std::int64_t skipped = 0;           // steps whose gradient was not finite
  double overfit = 0, diversity = 0;  // as in Adversaries

  Json checks() const { return {{"overfit", overfit}, {"diversity", diversity}, {"skipped_steps", skipped}}; }
};

// normal [n >= 1, width] as the networks are shown it; options are resolved. One stage, "encoder, generator
// and discriminator".
template <class Network>
LearnedBigan<Network> learn_bigan(const Matrix& normal, const NetworkShapes<Network>& shapes,
                                  const BiganOptions& options, bool cycles, LearnContext& context);

}  // namespace discern
