#include "methods/ganomaly.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "methods/picture_scale.h"
#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {
namespace {

enum Column { kLatent, kReconstruction, kDiscriminator, kColumns };

const std::vector<Component> kComponents = {
    {"latent",
     "the published score: mean squared difference of the record's latent and that of what is made "
     "of it",
     true},
    {"reconstruction", "mean absolute difference between the record and what is made of its latent", false},
    {"discriminator", "the discriminator's own verdict, -D(x)", false},
};

template <class Network>
class Ganomaly : public Method {
 public:
  explicit Ganomaly(GanomalyNetworksOf<Network> networks) : networks_(std::move(networks)) {}

  std::size_t width() const override { return networks_.encoder.inputs(); }
  const std::vector<Component>& components() const override { return kComponents; }
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float* x, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

 private:
  static constexpr std::size_t kTile = kRowsAtOnce<Network>;
  struct Tile {
    std::vector<float> input, latent, made, again, value;
  };
  // x [rows <= kTile, width] -> input, latent E(x), made.
  void reconstruct(const float* x, std::size_t rows, Tile& tile) const;
  void score_tile(const float* x, std::size_t rows, float* out) const;

  GanomalyNetworksOf<Network> networks_;
};

template <class Network>
void Ganomaly<Network>::reconstruct(const float* x, std::size_t rows, Tile& tile) const {
  float* const input = room(tile.input, kTile * width());
  float* const latent = room(tile.latent, kTile * networks_.encoder.outputs());
  std::transform(x, x + rows * width(), input, [](float v) { return std::clamp(v, -kFarthest, kFarthest); });
  networks_.encoder.forward(input, rows, latent);
  networks_.decoder.forward(latent, rows, room(tile.made, kTile * width()));
}

template <class Network>
void Ganomaly<Network>::score_tile(const float* x, std::size_t rows, float* out) const {
  thread_local Tile tile;
  reconstruct(x, rows, tile);
  const std::size_t d = width(), k = networks_.encoder.outputs();
  networks_.second.forward(tile.made.data(), rows, room(tile.again, kTile * k));
  networks_.discriminator.forward(tile.input.data(), rows, room(tile.value, kTile));
  for (std::size_t i = 0; i < rows; ++i) {
    float* const row = out + i * kColumns;
    row[kLatent] = bounded(squared_distance(&tile.latent[i * k], &tile.again[i * k], k) / double(k));
    row[kReconstruction] = bounded(l1_distance(&tile.input[i * d], &tile.made[i * d], d) / double(d));
    row[kDiscriminator] = bounded(-double(tile.value[i]));
  }
}

template <class Network>
void Ganomaly<Network>::score(const float* x, std::size_t n, float* out) const {
  for (std::size_t start = 0; start < n; start += kTile)
    score_tile(x + start * width(), std::min(kTile, n - start), out + start * kColumns);
}

template <class Network>
void Ganomaly<Network>::reference(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    reconstruct(x + start * width(), rows, tile);
    std::transform(tile.made.data(), tile.made.data() + rows * width(), out + start * width(), bounded);
  }
}

template <class Network>
void Ganomaly<Network>::save(Archive& archive) const {
  networks_.encoder.save(archive, "encoder");
  networks_.decoder.save(archive, "decoder");
  networks_.second.save(archive, "second_encoder");
  networks_.discriminator.save(archive, "discriminator");
}

OptionTable<GanomalyOptions> make_options() {
  using O = GanomalyOptions;
  OptionTable<O> table("method ganomaly");
  add_adversarial(table);
  add_augment(table);
  table
      .add("feature-weight", &O::feature_weight, "X",
           "weight in the generator's loss of each record's discriminator features, made against normal",
           range(0, 1e6))
      .add("reconstruction-weight", &O::reconstruction_weight, "X",
           "weight in the generator's loss of the mean absolute difference of records", range(0, 1e6))
      .add("latent-weight", &O::latent_weight, "X",
           "weight in the generator's loss of the mean squared difference of latents", range(0, 1e6));
  return table;
}

}  // namespace

const OptionTable<GanomalyOptions>& ganomaly_options() {
  static const OptionTable<GanomalyOptions> table = make_options();
  return table;
}

std::span<const OptionSpec> ganomaly_option_specs() {
  return ganomaly_options().specs();
}

std::unique_ptr<Method> make_ganomaly(GanomalyNetworks networks) {
  return std::make_unique<Ganomaly<Mlp>>(std::move(networks));
}

std::unique_ptr<Method> make_ganomaly(GanomalyNetworksOf<ConvNet> networks) {
  return std::make_unique<Ganomaly<ConvNet>>(std::move(networks));
}

namespace {

template <class Network>
std::unique_ptr<Method> load_of(const Archive& archive) {
  GanomalyNetworksOf<Network> n{Network::load(archive, "encoder"), Network::load(archive, "decoder"),
                                Network::load(archive, "second_encoder"),
                                Network::load(archive, "discriminator")};
  const std::size_t width = n.encoder.inputs(), latent = n.encoder.outputs();
  const auto maps = [](const Network& net, std::size_t from, std::size_t to) {
    return net.inputs() == from && net.outputs() == to;
  };
  if (!maps(n.decoder, latent, width) || !maps(n.second, width, latent) || !maps(n.discriminator, width, 1))
    fail(Fault::model,
         "model file: decoder, second encoder and discriminator do not fit the encoder, from {} features to "
         "{}; "
         "train the model again",
         width, latent);
  return make_ganomaly(std::move(n));
}

}  // namespace

std::unique_ptr<Method> load_ganomaly(const Archive& archive) {
  return load_of<Mlp>(archive);
}

std::unique_ptr<Method> load_picture_ganomaly(const Archive& archive) {
  return load_rescaled(load_of<ConvNet>(archive), archive);
}

}  // namespace discern
