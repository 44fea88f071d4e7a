// AnoGAN: a GAN learns to make normal records; scoring searches the latent whose record comes
// closest, and what is left over is the score. Schlegl et al. 2017, "Unsupervised anomaly detection with
// generative adversarial networks to guide marker discovery".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/options.h"
#include "methods/adversarial_options.h"
#include "methods/latent_search.h"
#include "methods/method.h"
#include "methods/presets.h"

namespace discern {

// The losses of the paper's GAN, with the gradient penalties that keep them steady on tables.
struct AnoganOptions : AdversarialOptions, LatentSearch {
  AnoganOptions() { objective = "non_saturating"; }
  using AdversarialOptions::steps;
  std::string start = "zero";
  std::int64_t encoder_steps = 0;  // 0: chosen
  double time = 0;                 // milliseconds of a record alone, which training turns into steps; 0: any
  std::string preset = "none";
};

const OptionTable<AnoganOptions>& anogan_options();
std::span<const OptionSpec> anogan_option_specs();
std::span<const Preset> anogan_presets();

// Network: Mlp, or ConvNet for pictures.
template <class Network>
class AnoganOf : public Method {
 public:
  // As LatentSearchOf's, within the ranges of the options.
  AnoganOf(Network generator, Network critic, LatentSearch search, std::optional<Network> encoder = {});

  std::size_t width() const override { return search_.critic().inputs(); }
  const std::vector<Component>& components() const override;
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float* x, std::size_t n, float* out) const override;
  std::size_t latent() const override { return search_.generator().inputs(); }
  void generate(const float* z, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

  const LatentSearchOf<Network>& search() const { return search_; }

 private:
  LatentSearchOf<Network> search_;
};

using Anogan = AnoganOf<Mlp>;

std::unique_ptr<Method> load_anogan(const Archive& archive);
std::unique_ptr<Method> load_picture_anogan(const Archive& archive);

}  // namespace discern
