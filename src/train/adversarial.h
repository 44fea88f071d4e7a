// The first half of f-AnoGAN: a generator and a critic learn from each other.
#pragma once

#include "methods/fanogan.h"
#include "train/curve.h"
#include "train/learner.h"
#include "train/torch.h"

namespace discern {

struct Adversaries {
  Mlp generator, critic;     // running averages
  Curve gap;                 // E D(real) - E D(made) at each critic step
  std::int64_t skipped = 0;  // steps whose gradient was not finite
  double overfit = 0;        // mean D of learned less that of held-out records, in deviations of the latter
  double diversity = 0;      // mean distance among made records over that among real ones; 1 is right
};

// learned, held_out [n >= 1, width]. options are resolved: none is 0 for "chosen".
Adversaries learn_adversaries(const at::Tensor& learned, const at::Tensor& held_out,
                              const FanoganOptions& options, LearnContext& context);

}  // namespace discern
