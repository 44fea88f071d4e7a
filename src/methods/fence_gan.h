// Fence GAN for tables: the generator makes records around the normal ones, spread out, so that the
// discriminator learns where normal ends. Ngo et al. 2019, "Fence GAN: towards better anomaly detection".
#pragma once

#include <cstdint>
#include <span>

#include "base/options.h"
#include "methods/adversarial_options.h"

namespace discern {

// alpha, beta and gamma as the paper sets them for CIFAR-10, whose figure is the AUROC; Adam's decays and no
// gradient penalty as there, sizes and rates as suit tables. `objective` has no effect: the method has its
// own.
struct FenceGanOptions : AdversarialOptions {
  FenceGanOptions() {
    r1 = r2 = 0;
    beta1 = 0.5, beta2 = 0.999;
  }
  double alpha = 0.5, beta = 10, gamma = 0.5;
  std::int64_t pretrain_steps = 0;  // 0: chosen
};

const OptionTable<FenceGanOptions>& fence_gan_options();
std::span<const OptionSpec> fence_gan_option_specs();

}  // namespace discern
