// The default detector. A generator that can overshoot makes records that are less and less normal; a
// discriminator learns to tell how far a record is from normal, by what a memory of normal records says of
// it, and cannot contradict that evidence: the farther, the stranger.
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
#include "methods/memory.h"
#include "methods/method.h"
#include "methods/quantile_view.h"
#include "nets/mlp.h"

namespace discern {

// Numbers that are 0 are chosen from the count and the width of the normal records.
struct DiscernOptions {
  std::int64_t steps = 0;
  std::int64_t patience = 6;
  std::int64_t batch = 128;
  std::int64_t latent = 0;
  std::int64_t width = 64;
  double rate = 2e-3;
  double noise = 0.6;
  double adversarial = 0.1;
  std::int64_t memory = 8000;
  std::int64_t neighbours = 10;
  std::int64_t negatives = 1000;
  std::int64_t discriminator_steps = 0;
  double shrinkage = 0.1;
  std::vector<std::string> augment;  // of pictures: methods/picture_discern.h
};

// What methods that learn alike share, for a table of T, which derives from DiscernOptions.
template <class T>
void add_discern(OptionTable<T>& table) {
  using O = DiscernOptions;
  table
      .add("steps", &O::steps, "N", "steps of generator and encoder; 0: chosen from the records",
           range(0, 1e7))
      .add("patience", &O::patience, "N", kPatienceHelp, range(0, 20))
      .add("batch", &O::batch, "N", "records a step", range(1, 65536))
      .add("latent", &O::latent, "N", "size of the latent; 0: half the features, 4 to 64", range(0, 4096))
      .add("width", &O::width, "N", "units of a hidden layer", range(1, 4096))
      .add("rate", &O::rate, "X", "learning rate", range(1e-8, 1))
      .add("noise", &O::noise, "X", "most noise on what the encoder sees, in deviations", range(0, 10))
      .add("adversarial", &O::adversarial, "X",
           "weight in the generator's loss of a critic that tells made from normal records; 0: none",
           range(0, 1e3))
      .add("neighbours", &O::neighbours, "N", "nearest normal records to look at", range(1, 100))
      .add("negatives", &O::negatives, "N", "records a level of strangeness, generated and mixed",
           range(1, 1e6))
      .add("discriminator-steps", &O::discriminator_steps, "N",
           "steps of the discriminator; 0: chosen from the records", range(0, 1e7))
      .add("shrinkage", &O::shrinkage, "X",
           "how far correlations of residuals and latents are shrunk to none", range(1e-6, 1));
  add_augment(table);
}

const OptionTable<DiscernOptions>& discern_options();
std::span<const OptionSpec> discern_option_specs();

class Discern : public Method {
 public:
  struct Networks {
    Mlp generator;      // latent -> width, or with a condition (methods/conditional.h)
    Mlp encoder;        // width -> latent
    Mlp discriminator;  // evidence -> 1; never falls as evidence rises
  };
  // Normal records as they are and by their ranks, and what both views say of a record, side by side.
  struct Evidence {
    QuantileView ranks;
    Memory values_memory, ranks_memory;

    Evidence() = default;
    // kept [n >= 2, width]: the memory; normal: what ranks are learned from. The last `condition` features
    // have no ranks (QuantileView).
    Evidence(const Matrix& normal, Matrix kept, std::size_t neighbours, std::size_t condition = 0);
    std::size_t size() const { return values_memory.evidences() + ranks_memory.evidences(); }
    // x [n, width] -> out [n, size()]; distance, if not null: [n] mean distance to the nearest by values.
    // left_out as Memory::measure.
    void measure(const float* x, std::size_t n, float* out, float* distance,
                 const std::uint32_t* left_out = nullptr) const;
  };

  // normal [n >= 2, width]: what residuals and latents are measured against. fuse_neighbours: the mean
  // distance to the nearest counts in the score too.
  Discern(Networks networks, Evidence evidence, double shrinkage, bool fuse_neighbours, const Matrix& normal);

  std::size_t width() const override { return networks_.encoder.inputs(); }
  const std::vector<Component>& components() const override { return components_; }
  void score(const float* x, std::size_t n, float* out) const override { score(x, n, out, nullptr); }
  // As of records that the memory does not hold; left_out as Memory::measure.
  void score(const float* x, std::size_t n, float* out, const std::uint32_t* left_out) const;
  // The nearest normal record there is.
  void reference(const float* x, std::size_t n, float* out) const override;
  // G(E(x)).
  void remake(const float* x, std::size_t n, float* out) const;
  std::size_t latent() const override { return networks_.encoder.outputs(); }
  void generate(const float* z, std::size_t n, float* out) const override;
  std::size_t condition() const override { return condition_of(networks_.generator, width()); }
  void translate(const float* x, const float* condition, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

  const Networks& networks() const { return networks_; }

 private:
  struct Tile;
  Discern() = default;
  void reconstruct(const float* x, std::size_t rows, Tile& tile) const;
  void score_tile(const float* x, std::size_t rows, float* out, const std::uint32_t* left_out) const;
  void choose_components(bool fuse_neighbours);
  friend std::unique_ptr<Method> load_discern(const Archive& archive);

  Networks networks_;
  Evidence evidence_;
  Ellipsoid residuals_, latents_;  // how x - G(E(x)) and E(x) of normal records lie
  std::vector<Component> components_;
  bool fuse_neighbours_ = false;
};

std::unique_ptr<Method> load_discern(const Archive& archive);

}  // namespace discern
