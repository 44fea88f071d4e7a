// Gradient penalties that keep a discriminator smooth. critic is a learning view of a network with one
// output; all results are scalars.
#pragma once

#include <cstdint>

#include "train/network_view.h"

namespace discern {

// mean (|d D / d x| - 1)^2 over x [n, width] (WGAN-GP, Gulrajani et al. 2017). inputs: how many of the
// columns the gradient is taken of; 0: all.
at::Tensor gradient_penalty(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs = 0);

// 1/2 mean |d D / d x|^2: R1 on real records, R2 on made ones (Mescheder et al. 2018).
at::Tensor zero_centred_penalty(const NetworkView& critic, const at::Tensor& x, std::int64_t inputs = 0);

struct PenaltyWeights {
  double between = 0;  // of gradient_penalty on points between real and made records
  double real = 0;     // gamma of R1
  double fake = 0;     // gamma of R2
  std::int64_t every = 1;

  bool any() const { return between > 0 || real > 0 || fake > 0; }
  // Whether step (from 0) has penalties: every `every`-th has, weighing `every` times (lazy regularisation,
  // Karras et al. 2020).
  bool due(std::int64_t step) const { return any() && step % every == 0; }
};

// Their weighted sum for a step that is due. real, fake [n, width]; share [n, 1] in [0, 1] says where between
// the two `between` is taken, and may be undefined without it.
at::Tensor penalties(const NetworkView& critic, const at::Tensor& real, const at::Tensor& fake,
                     const at::Tensor& share, const PenaltyWeights& weights, std::int64_t inputs = 0);

// Without a graph, d weight * penalty / d gradients [n, width], the critic's gradients by its inputs, into
// slopes [n, width], which may be the same numbers; inputs > 0.
void gradient_penalty_slopes(const float* gradients, std::int64_t n, std::int64_t width, std::int64_t inputs,
                             double weight, float* slopes);
void zero_centred_slopes(const float* gradients, std::int64_t n, std::int64_t width, std::int64_t inputs,
                         double weight, float* slopes);
// real + share (fake - real), where `between` is taken; constant.
at::Tensor points_between(const at::Tensor& real, const at::Tensor& fake, const at::Tensor& share);

}  // namespace discern
