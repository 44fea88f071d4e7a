// ALAD: a BiGAN whose cycles are judged too; strange is a record that the discriminator of (x, G(E(x))) tells
// from itself. Zenati et al. 2018, "Adversarially learned anomaly detection".
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/options.h"
#include "methods/bigan.h"
#include "methods/method.h"
#include "methods/presets.h"

namespace discern {

// The paper's cross entropy, steadied by small gradient penalties, with rates that suit tables.
struct AladOptions : BiganOptions {
  AladOptions() {
    objective = "non_saturating";
    r1 = r2 = 0.5;
    beta1 = 0.5;
    critic_rate = generator_rate = 1e-3;
  }
  std::string preset = "none";
  std::string score = "feature";
};

const OptionTable<AladOptions>& alad_options();
std::span<const OptionSpec> alad_option_specs();
std::span<const Preset> alad_presets();

// discriminator: D_xx, 2 width -> 1, unbounded. score: the component that counts, "feature", "l1", "l2" or
// "cross_entropy"; Error(usage) for another.
// Network: Mlp, or ConvNet for pictures.
template <class Network>
std::unique_ptr<Method> make_alad(BiganOf<Network> bigan, Network discriminator, std::string_view score);
std::unique_ptr<Method> load_alad(const Archive& archive);
std::unique_ptr<Method> load_picture_alad(const Archive& archive);

}  // namespace discern
