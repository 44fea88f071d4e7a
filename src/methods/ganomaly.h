// GANomaly: a record is encoded, made again and encoded again; strange is what the two encoders
// see differently. Akcay et al. 2018, "GANomaly: semi-supervised anomaly detection via adversarial training".
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/options.h"
#include "methods/adversarial_options.h"
#include "methods/method.h"
#include "nets/conv_net.h"
#include "nets/mlp.h"

namespace discern {

// The paper's cross entropy and weights, steadied by small gradient penalties; no batch normalisation, which
// would let records of one batch change each other's scores.
struct GanomalyOptions : AdversarialOptions {
  GanomalyOptions() {
    objective = "non_saturating";
    r1 = r2 = 0.5;
    beta1 = 0.5;
    critic_rate = generator_rate = 1e-3;
  }
  double feature_weight = 1;
  double reconstruction_weight = 50;
  double latent_weight = 1;
};

const OptionTable<GanomalyOptions>& ganomaly_options();
std::span<const OptionSpec> ganomaly_option_specs();

// Network: Mlp, or ConvNet for pictures.
template <class Network>
struct GanomalyNetworksOf {
  Network encoder;        // width -> latent
  Network decoder;        // latent -> width
  Network second;         // width -> latent: the encoder of what was made
  Network discriminator;  // width -> 1, unbounded
};

using GanomalyNetworks = GanomalyNetworksOf<Mlp>;

std::unique_ptr<Method> make_ganomaly(GanomalyNetworks networks);
std::unique_ptr<Method> make_ganomaly(GanomalyNetworksOf<ConvNet> networks);
std::unique_ptr<Method> load_ganomaly(const Archive& archive);
std::unique_ptr<Method> load_picture_ganomaly(const Archive& archive);

}  // namespace discern
