// Generative adversarial active learning, with one generator (SO-GAAL) or several (MO-GAAL): generators make
// potential outliers, and the discriminator that tells them from normal records is the detector. Liu et al.
// 2019, "Generative adversarial active learning for unsupervised outlier detection".
#pragma once

#include <cstdint>
#include <span>

#include "base/options.h"
#include "methods/adversarial_options.h"

namespace discern {

// As in the paper: one hidden layer of the discriminator, batches of 500, a quick discriminator and slow
// generators. Adam in place of its stochastic gradient descent, at a tenth of the discriminator's rate. Of
// what it derives from, only what the table lists has an effect.
struct GaalOptions : AdversarialOptions {
  GaalOptions() {
    objective = "non_saturating";
    r1 = r2 = 0;
    layers = 1;
    batch = 500;
    critic_rate = 1e-3, generator_rate = 1e-4;
    beta1 = 0.9, beta2 = 0.999;
  }
  std::int64_t stop_epochs = 0, alone_epochs = 0;  // 0: chosen
  std::int64_t generators = 1;
};
struct MoGaalOptions : GaalOptions {
  MoGaalOptions() { generators = 10; }
};

const OptionTable<GaalOptions>& so_gaal_options();
const OptionTable<MoGaalOptions>& mo_gaal_options();
std::span<const OptionSpec> so_gaal_option_specs();
std::span<const OptionSpec> mo_gaal_option_specs();

}  // namespace discern
