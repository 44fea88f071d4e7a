#include "methods/egbad.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "methods/picture_scale.h"
#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr double kMostWeight = 1e6;

enum Column { kFeature, kCrossEntropy, kReconstruction, kColumns };

OptionTable<EgbadOptions> make_options() {
  using O = EgbadOptions;
  OptionTable<O> table("method egbad");
  add_adversarial(table);
  add_augment(table);
  add_cycle_weight(table);
  table
      .add("preset", &O::preset, "NAME",
           "settings close to the paper's for a data set, where not given otherwise", one_of(preset_names()))
      .add("score", &O::score, "KIND",
           "what of the discriminator counts beside the reconstruction; the other is reported",
           one_of({"feature", "cross_entropy"}))
      .add("reconstruction-weight", &O::reconstruction_weight, "X",
           "weight of the reconstruction in the score", range(0, kMostWeight))
      .add("discriminator-weight", &O::discriminator_weight, "X", "weight of the discriminator in the score",
           range(0, kMostWeight));
  return table;
}

double read_weight(const Archive& archive, const char* key) {
  const double weight = read_meta<double>(archive.meta, key);
  if (!(weight >= 0 && weight <= kMostWeight))
    fail(Fault::model, "model file: {} is {}, expected 0 to {}; train the model again", key, weight,
         kMostWeight);
  return weight;
}

}  // namespace

const OptionTable<EgbadOptions>& egbad_options() {
  static const OptionTable<EgbadOptions> table = make_options();
  return table;
}

std::span<const OptionSpec> egbad_option_specs() {
  return egbad_options().specs();
}

// EGBAD's own code averages for longer, and has no settings for Arrhythmia.
std::span<const Preset> egbad_presets() {
  static const std::vector<Preset> presets = bigan_presets("0.9999");
  return presets;
}

template <class Network>
EgbadOf<Network>::EgbadOf(BiganOf<Network> bigan, Network discriminator, Scoring scoring)
    : BiganMethod<Network>(std::move(bigan)),
      discriminator_(std::move(discriminator)),
      scoring_(scoring),
      components_{
          {"feature", "the published score: reconstruction and the pair's discriminator features",
           scoring.feature},
          {"cross_entropy", "the published score: reconstruction and the pair's cross entropy",
           !scoring.feature},
          {"reconstruction", "summed difference between the record and what is made of its latent", false}} {}

template <class Network>
void EgbadOf<Network>::score_tile(const float* x, std::size_t rows, float* out) const {
  constexpr std::size_t kTile = BiganOf<Network>::kTile;
  thread_local typename BiganOf<Network>::Tile tile;
  thread_local std::vector<float> joined, values, real, fake;
  this->bigan().reconstruct(x, rows, tile);
  const std::size_t d = this->width(), k = this->latent(), h = discriminator_.features();
  const auto judge = [&](const std::vector<float>& records, std::vector<float>& features) {
    join_rows(records.data(), d, tile.latent.data(), k, rows, room(joined, kTile * (d + k)));
    discriminator_.forward(joined.data(), rows, room(values, kTile), room(features, kTile * h));
  };
  judge(tile.input, real);
  judge(tile.made, fake);
  for (std::size_t i = 0; i < rows; ++i) {
    const double residual = l1_distance(&tile.input[i * d], &tile.made[i * d], d);
    const auto combined = [&](double discriminator) {
      return bounded(scoring_.reconstruction_weight * residual +
                     scoring_.discriminator_weight * discriminator);
    };
    float* const row = out + i * kColumns;
    row[kFeature] = combined(l1_distance(&real[i * h], &fake[i * h], h));
    row[kCrossEntropy] = combined(real_cross_entropy(values[i]));
    row[kReconstruction] = bounded(residual);
  }
}

template <class Network>
void EgbadOf<Network>::save(Archive& archive) const {
  this->bigan().save(archive);
  discriminator_.save(archive, "discriminator");
  archive.meta["score"] = scoring_.feature ? "feature" : "cross_entropy";
  archive.meta["reconstruction_weight"] = scoring_.reconstruction_weight;
  archive.meta["discriminator_weight"] = scoring_.discriminator_weight;
}

namespace {

template <class Network>
std::unique_ptr<Method> load_of(const Archive& archive) {
  auto bigan = BiganOf<Network>::load(archive);
  Network discriminator = Network::load(archive, "discriminator");
  if (discriminator.inputs() != bigan.width() + bigan.latent() || discriminator.outputs() != 1)
    fail(Fault::model,
         "model file: the discriminator makes {} numbers of {}, expected 1 of {}; train the model again",
         discriminator.outputs(), discriminator.inputs(), bigan.width() + bigan.latent());
  const auto score = read_meta<std::string>(archive.meta, "score");
  if (score != "feature" && score != "cross_entropy")
    fail(Fault::model,
         "model file: score is \"{}\", expected feature or cross_entropy; train the model again", score);
  return std::make_unique<EgbadOf<Network>>(
      std::move(bigan), std::move(discriminator),
      typename EgbadOf<Network>::Scoring{score == "feature", read_weight(archive, "reconstruction_weight"),
                                         read_weight(archive, "discriminator_weight")});
}

}  // namespace

std::unique_ptr<Method> load_egbad(const Archive& archive) {
  return load_of<Mlp>(archive);
}

std::unique_ptr<Method> load_picture_egbad(const Archive& archive) {
  return load_rescaled(load_of<ConvNet>(archive), archive);
}

template class EgbadOf<Mlp>;
template class EgbadOf<ConvNet>;

}  // namespace discern
