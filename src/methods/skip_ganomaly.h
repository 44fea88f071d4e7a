// Skip-GANomaly, of pictures: a generator with skip connections makes a picture again; strange is what it
// makes otherwise, in pixels and to its discriminator. Akcay et al. 2019, "Skip-GANomaly: skip connected and
// adversarially trained encoder-decoder anomaly detection".
#pragma once

#include <memory>
#include <span>

#include "base/options.h"
#include "methods/adversarial_options.h"
#include "methods/method.h"
#include "nets/conv_net.h"

namespace discern {

// The paper's cross entropy and weights, steadied by small gradient penalties; no batch normalisation, which
// would let pictures of one batch change each other's scores.
struct SkipGanomalyOptions : AdversarialOptions {
  SkipGanomalyOptions() {
    objective = "non_saturating";
    r1 = r2 = 0.5;
    beta1 = 0.5;
    critic_rate = generator_rate = 1e-3;
  }
  double adversarial_weight = 1;
  double reconstruction_weight = 40;
  double latent_weight = 1;
  double noise = 0.1;
  double lambda = 0.9;
};

const OptionTable<SkipGanomalyOptions>& skip_ganomaly_options();
std::span<const OptionSpec> skip_ganomaly_option_specs();

// generator: picture -> picture; discriminator: picture -> 1, unbounded, what its last layer sees is f.
// Pictures are from -1 to 1 (methods/picture_scale.h). The score is lambda R + (1 - lambda) L, R the mean
// squared difference of x and G(x), L that of f(x) and f(G(x)); it is not scaled by the pictures beside it,
// as in the paper.
std::unique_ptr<Method> make_skip_ganomaly(ConvNet generator, ConvNet discriminator, double lambda);
std::unique_ptr<Method> load_picture_skip_ganomaly(const Archive& archive);

}  // namespace discern
