// EGBAD: a BiGAN learns records and latents together; strange is what its generator cannot make again and its
// discriminator tells from normal pairs. Zenati et al. 2018, "Efficient GAN-based anomaly detection".
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/options.h"
#include "methods/bigan.h"
#include "methods/method.h"
#include "methods/presets.h"

namespace discern {

// The paper's cross entropy, steadied by small gradient penalties, with rates that suit tables.
struct EgbadOptions : BiganOptions {
  EgbadOptions() {
    objective = "non_saturating";
    r1 = r2 = 0.5;
    beta1 = 0.5;
    critic_rate = generator_rate = 1e-3;
    ema = 0.999;
  }
  std::string preset = "none";
  std::string score = "feature";
  double reconstruction_weight = 0.9;
  double discriminator_weight = 0.1;
};

const OptionTable<EgbadOptions>& egbad_options();
std::span<const OptionSpec> egbad_option_specs();
std::span<const Preset> egbad_presets();

// Network: Mlp, or ConvNet for pictures.
template <class Network>
class EgbadOf : public BiganMethod<Network> {
 public:
  // reconstruction_weight |x - G(E(x))|_1 + discriminator_weight S_D. feature: the score that counts has
  // S_D = |f(x, E(x)) - f(G(E(x)), E(x))|_1, else -log sigmoid D(G(E(x)), E(x)); the other is reported.
  struct Scoring {
    bool feature = true;
    double reconstruction_weight = 0.9, discriminator_weight = 0.1;
  };

  // discriminator: width + latent -> 1, unbounded; its last hidden layer is f.
  EgbadOf(BiganOf<Network> bigan, Network discriminator, Scoring scoring);

  const std::vector<Component>& components() const override { return components_; }
  void save(Archive& archive) const override;

 private:
  void score_tile(const float* x, std::size_t rows, float* out) const override;

  Network discriminator_;
  Scoring scoring_;
  std::vector<Component> components_;
};

using Egbad = EgbadOf<Mlp>;

std::unique_ptr<Method> load_egbad(const Archive& archive);
std::unique_ptr<Method> load_picture_egbad(const Archive& archive);

}  // namespace discern
