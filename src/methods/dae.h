// Denoising auto-encoder: a network learns to take noise away from normal records; strange is what it cannot
// make again. Vincent et al. 2008, "Extracting and composing robust features with denoising autoencoders".
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/options.h"
#include "methods/method.h"
#include "nets/mlp.h"

namespace discern {

// Numbers that are 0 are chosen from the count and the width of the normal records.
struct DaeOptions {
  std::int64_t steps = 0;
  std::int64_t patience = 6;
  std::int64_t batch = 0;
  std::int64_t code = 0;
  std::int64_t width = 0;
  double noise = 0.2;
  double rate = 1e-3;
  double ema = 0.99;
};

const OptionTable<DaeOptions>& dae_options();
std::span<const OptionSpec> dae_option_specs();

// autoencoder: width -> width.
std::unique_ptr<Method> make_dae(Mlp autoencoder);
std::unique_ptr<Method> load_dae(const Archive& archive);

}  // namespace discern
