// f-AnoGAN for tables: a Wasserstein GAN learns to make normal records, an encoder learns to find a record's
// latent, and a record is strange when the generator cannot make it again. Schlegl et al. 2019, "f-AnoGAN:
// Fast unsupervised anomaly detection with generative adversarial networks".
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/options.h"
#include "methods/adversarial_options.h"
#include "methods/conditional.h"
#include "methods/ellipsoid.h"
#include "methods/method.h"
#include "nets/mlp.h"

namespace discern {

// WGAN-GP as in the paper, with rates that suit tables.
struct FanoganOptions : AdversarialOptions {
  FanoganOptions() {
    objective = "wasserstein";
    penalty = 10;
    r1 = r2 = 0;
    critic_steps = 5;
  }
  std::int64_t encoder_steps = 0;  // 0: chosen
  std::string encoder = "izi_f";
  double kappa = 1;
  double encoder_rate = 1e-3;
  double shrinkage = 0.1;
  std::string score = "published";  // of pictures
};

inline constexpr double kMostKappa = 1e6;

const OptionTable<FanoganOptions>& fanogan_options();
std::span<const OptionSpec> fanogan_option_specs();

class Fanogan : public Method {
 public:
  struct Networks {
    Mlp generator;  // latent -> width, or with a condition (methods/conditional.h)
    Mlp critic;     // width -> 1, unbounded; its last hidden layer is f
    Mlp encoder;    // width -> latent
  };

  // Learns from the normal records, [n >= 1, width], what their residuals, latents and critic features look
  // like.
  Fanogan(Networks networks, double kappa, double shrinkage, const Matrix& normal);

  std::size_t width() const override { return networks_.encoder.inputs(); }
  const std::vector<Component>& components() const override;
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float* x, std::size_t n, float* out) const override;
  std::size_t latent() const override { return networks_.encoder.outputs(); }
  void generate(const float* z, std::size_t n, float* out) const override;
  std::size_t condition() const override { return condition_of(networks_.generator, width()); }
  void translate(const float* x, const float* condition, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

  const Networks& networks() const { return networks_; }
  double kappa() const { return kappa_; }

 private:
  struct Tile;
  Fanogan() = default;
  void reconstruct(const float* x, std::size_t rows, Tile& tile) const;
  void pass(const float* x, std::size_t rows, Tile& tile) const;
  void score_tile(const float* x, std::size_t rows, float* out) const;
  friend std::unique_ptr<Method> load_fanogan(const Archive& archive);

  Networks networks_;
  double kappa_ = 1;
  // How these vectors of normal records lie: x - G(E(x)), f(x) - f(G(E(x))), f(x), E(x).
  Ellipsoid residuals_, feature_residuals_, features_, latents_;
};

std::unique_ptr<Method> load_fanogan(const Archive& archive);

}  // namespace discern
