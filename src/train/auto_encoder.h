// An encoder and a generator that give normal records back, from noisy records and noisy latents.
#pragma once

#include "methods/discern.h"
#include "train/curve.h"
#include "train/learner.h"
#include "train/torch.h"

namespace discern {

struct AutoEncoder {
  Mlp encoder, generator;
  Curve loss;
  Json held_out;             // curve of the reconstruction error
  std::int64_t skipped = 0;  // steps that were not finite
};

// learned, held_out [n >= 1, width]. Minimises sqrt(width) MSE(x, G(E(x + noise) + noise)), with latents held
// to mean 0 and variance 1, against a critic that learns to tell G(E(x)) from x. Keeps the averages with the
// least error sqrt(width) MSE(x, G(E(x))) on held_out.
AutoEncoder learn_auto_encoder(const at::Tensor& learned, const at::Tensor& held_out,
                               const DiscernOptions& options, LearnContext& context);

}  // namespace discern
