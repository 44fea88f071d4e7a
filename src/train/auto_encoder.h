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
  std::int64_t skipped = 0;  // steps that were not finite
};

// real [n, width]. Minimises sqrt(width) MSE(x, G(E(x + noise) + noise)), with latents held to mean 0 and
// variance 1, against a critic that learns to tell G(E(x)) from x.
AutoEncoder learn_auto_encoder(const at::Tensor& real, const DiscernOptions& options, LearnContext& context);

}  // namespace discern
