// AnoGAN: a GAN learns to make normal records; scoring searches the latent whose record comes
// closest, and what is left over is the score. Schlegl et al. 2017, "Unsupervised anomaly detection with
// generative adversarial networks to guide marker discovery".
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "base/options.h"
#include "methods/adversarial_options.h"
#include "methods/method.h"
#include "methods/presets.h"
#include "nets/conv_slope.h"
#include "nets/mlp_slope.h"

namespace discern {

// How a record's latent is searched, and how its two distances add up.
struct LatentSearch {
  double feature_weight = 0.1;  // [0, 1]
  std::int64_t steps = 100;
  double rate = 0.05;
};

// The losses of the paper's GAN, with the gradient penalties that keep them steady on tables.
struct AnoganOptions : AdversarialOptions, LatentSearch {
  AnoganOptions() { objective = "non_saturating"; }
  using AdversarialOptions::steps;
  std::string preset = "none";
};

const OptionTable<AnoganOptions>& anogan_options();
std::span<const OptionSpec> anogan_option_specs();
std::span<const Preset> anogan_presets();

// Network: Mlp, or ConvNet for pictures.
template <class Network>
class AnoganOf : public Method {
 public:
  // generator: latent -> width; critic: width -> 1, unbounded, at least one hidden layer, the last of which
  // is f.
  AnoganOf(Network generator, Network critic, LatentSearch search);

  std::size_t width() const override { return critic_.inputs(); }
  const std::vector<Component>& components() const override;
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float* x, std::size_t n, float* out) const override;
  std::size_t latent() const override { return generator_.net().inputs(); }
  void generate(const float* z, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

 private:
  using Slope = std::conditional_t<std::is_same_v<Network, Mlp>, MlpSlope, ConvSlope>;
  struct Tile;
  void distances(std::size_t rows, Tile& tile) const;
  void slope(std::size_t rows, Tile& tile) const;
  void find(const float* x, std::size_t rows, Tile& tile) const;

  Slope generator_, features_;
  Network critic_;
  LatentSearch search_;
};

using Anogan = AnoganOf<Mlp>;

std::unique_ptr<Method> load_anogan(const Archive& archive);
std::unique_ptr<Method> load_picture_anogan(const Archive& archive);

}  // namespace discern
