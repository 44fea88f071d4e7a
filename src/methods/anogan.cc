#include "methods/anogan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/fail.h"
#include "kernels/adam_pass.h"
#include "kernels/gemm.h"
#include "methods/picture_scale.h"
#include "methods/rows.h"

namespace discern {
namespace {

// Prepared features are far smaller; beyond it the networks would only add up to infinity.
constexpr float kFarthest = 1e6f;
// Records whose latents are searched together.
template <class Network>
constexpr std::size_t kTile = kGemmRows;
template <>
constexpr std::size_t kTile<ConvNet> = 24;
constexpr std::int64_t kMostSteps = 10'000;
constexpr double kLeastRate = 1e-6, kMostRate = 1;
// Adam's in the search, as of its paper.
constexpr float kBeta1 = 0.9f, kBeta2 = 0.999f, kEpsilon = 1e-8f;

enum Column { kResidual, kFeature, kAnogan, kDiscriminator, kColumns };

const std::vector<Component> kComponents = {
    {"residual", "sum of the differences between the record and the closest one the generator makes", false},
    {"feature", "sum of the differences of the two in the critic's last hidden layer", false},
    {"anogan", "the published score: (1 - feature weight) residual + feature weight feature", true},
    {"discriminator", "the critic's own verdict, -D(x)", false},
};

float sign(float v) {
  return float(v > 0) - float(v < 0);
}

// sums [rows] of |wanted - found|; signs of found - wanted, [rows, width], times weight.
void compare(const float* wanted, const float* found, std::size_t rows, std::size_t width, float weight,
             float* sums, float* signs) {
  for (std::size_t i = 0; i < rows; ++i) {
    float sum = 0;
    for (std::size_t j = i * width; j < (i + 1) * width; ++j) {
      const float difference = found[j] - wanted[j];
      sum += std::abs(difference);
      signs[j] = weight * sign(difference);
    }
    sums[i] = sum;
  }
}

OptionTable<AnoganOptions> make_options() {
  using O = AnoganOptions;
  OptionTable<O> table("method anogan");
  add_adversarial(table);
  add_augment(table);
  add_progressive(table);
  table
      .add("preset", &O::preset, "NAME",
           "settings close to the paper's for a data set, where not given otherwise", one_of(preset_names()))
      .add("feature-weight", &LatentSearch::feature_weight, "SHARE",
           "share of the critic's features in the score and in the search; the record itself has the rest",
           range(0, 1))
      .add("latent-steps", &LatentSearch::steps, "N", "steps of the search for a record's latent",
           range(0, double(kMostSteps)))
      .add("latent-rate", &LatentSearch::rate, "X", "learning rate of that search, falling to 0",
           range(kLeastRate, kMostRate));
  return table;
}

}  // namespace

// A search for the latents of one tile of records.
template <class Network>
struct AnoganOf<Network>::Tile {
  std::vector<float> input, features, value;                    // x, f(x), D(x)
  std::vector<float> latent, slope, mean, square;               // z, dA/dz and Adam's moments
  std::vector<float> best, best_residual, best_feature, score;  // at the lowest A so far
  std::vector<float> residual, feature;                         // at z
  std::vector<float> record_slope, critic_slope, feature_slope;
  typename Slope::Tape generator, critic;

  // A thread keeps one tile for every model it meets.
  void fit(std::size_t width, std::size_t latents, std::size_t feature_count) {
    for (auto* rows : {&input, &record_slope, &critic_slope}) grow(*rows, width);
    for (auto* rows : {&features, &feature_slope}) grow(*rows, feature_count);
    for (auto* rows : {&latent, &slope, &mean, &square, &best}) grow(*rows, latents);
    for (auto* rows : {&value, &best_residual, &best_feature, &score, &residual, &feature}) grow(*rows, 1);
  }

 private:
  static void grow(std::vector<float>& rows, std::size_t width) {
    if (rows.size() < kTile<Network> * width) rows.resize(kTile<Network> * width);
  }
};

const OptionTable<AnoganOptions>& anogan_options() {
  static const OptionTable<AnoganOptions> table = make_options();
  return table;
}

std::span<const OptionSpec> anogan_option_specs() {
  return anogan_options().specs();
}

// Those of EGBAD's code, which holds AnoGAN beside it; the paper itself has no tables.
std::span<const Preset> anogan_presets() {
  static const std::vector<Preset> presets = [] {
    std::vector<Preset> out = bigan_presets("0.9999");
    for (Preset& preset : out) preset.settings.insert({"latent-steps", "500"});
    return out;
  }();
  return presets;
}

template <class Network>
AnoganOf<Network>::AnoganOf(Network generator, Network critic, LatentSearch search)
    : generator_(std::move(generator)),
      features_(features_of(critic)),
      critic_(std::move(critic)),
      search_(search) {}

template <class Network>
const std::vector<Component>& AnoganOf<Network>::components() const {
  return kComponents;
}

// Both sums at z, and their weighted slopes in G(z) and in f(G(z)).
template <class Network>
void AnoganOf<Network>::distances(std::size_t rows, Tile& tile) const {
  const float weight = float(search_.feature_weight);
  const float* made = generator_.forward(tile.latent.data(), rows, tile.generator);
  compare(tile.input.data(), made, rows, width(), 1 - weight, tile.residual.data(), tile.record_slope.data());
  const float* found = features_.forward(made, rows, tile.critic);
  compare(tile.features.data(), found, rows, features_.net().outputs(), weight, tile.feature.data(),
          tile.feature_slope.data());
}

// dA/dz of what distances() saw.
template <class Network>
void AnoganOf<Network>::slope(std::size_t rows, Tile& tile) const {
  if (search_.feature_weight > 0) {
    features_.backward(tile.feature_slope.data(), rows, tile.critic, tile.critic_slope.data());
    for (std::size_t i = 0; i < rows * width(); ++i) tile.record_slope[i] += tile.critic_slope[i];
  }
  generator_.backward(tile.record_slope.data(), rows, tile.generator, tile.slope.data());
}

// The best latents that Adam from 0 passes; every number is of one record alone.
template <class Network>
void AnoganOf<Network>::find(const float* x, std::size_t rows, Tile& tile) const {
  tile.fit(width(), latent(), features_.net().outputs());
  for (std::size_t i = 0; i < rows * width(); ++i) tile.input[i] = std::clamp(x[i], -kFarthest, kFarthest);
  critic_.forward(tile.input.data(), rows, tile.value.data(), tile.features.data());
  for (auto* moments : {&tile.latent, &tile.mean, &tile.square, &tile.best})
    std::fill(moments->begin(), moments->end(), 0.0f);
  const float weight = float(search_.feature_weight);
  const std::size_t size = rows * latent();
  double power1 = 1, power2 = 1;
  for (std::int64_t step = 0;; ++step) {
    distances(rows, tile);
    for (std::size_t i = 0; i < rows; ++i) {
      const float score = (1 - weight) * tile.residual[i] + weight * tile.feature[i];
      if (step > 0 && !(score < tile.score[i])) continue;
      tile.score[i] = score;
      tile.best_residual[i] = tile.residual[i], tile.best_feature[i] = tile.feature[i];
      std::copy_n(tile.latent.data() + i * latent(), latent(), tile.best.data() + i * latent());
    }
    if (step == search_.steps) return;
    slope(rows, tile);
    power1 *= double(kBeta1), power2 *= double(kBeta2);
    const double share = 1 - double(step) / double(search_.steps);
    const auto rate = float(search_.rate * share / (1 - power1));
    const auto unbias = float(1 / std::sqrt(1 - power2));
    adam_pass(size, {kBeta1, kBeta2, rate, unbias, kEpsilon}, tile.latent.data(), tile.slope.data(),
              tile.mean.data(), tile.square.data());
  }
}

template <class Network>
void AnoganOf<Network>::score(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  for (std::size_t start = 0; start < n; start += kTile<Network>) {
    const std::size_t rows = std::min(kTile<Network>, n - start);
    find(x + start * width(), rows, tile);
    for (std::size_t i = 0; i < rows; ++i) {
      float* row = out + (start + i) * kColumns;
      row[kResidual] = bounded(tile.best_residual[i]);
      row[kFeature] = bounded(tile.best_feature[i]);
      row[kAnogan] = bounded(tile.score[i]);
      row[kDiscriminator] = bounded(-tile.value[i]);
    }
  }
}

template <class Network>
void AnoganOf<Network>::reference(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  for (std::size_t start = 0; start < n; start += kTile<Network>) {
    const std::size_t rows = std::min(kTile<Network>, n - start);
    find(x + start * width(), rows, tile);
    generate(tile.best.data(), rows, out + start * width());
  }
}

template <class Network>
void AnoganOf<Network>::generate(const float* z, std::size_t n, float* out) const {
  generator_.net().forward(z, n, out);
  for (std::size_t i = 0; i < n * width(); ++i) out[i] = bounded(out[i]);
}

template <class Network>
void AnoganOf<Network>::save(Archive& archive) const {
  generator_.net().save(archive, "generator");
  critic_.save(archive, "critic");
  archive.meta["feature_weight"] = search_.feature_weight;
  archive.meta["latent_steps"] = search_.steps;
  archive.meta["latent_rate"] = search_.rate;
}

namespace {

std::size_t layers_of(const Mlp& mlp) {
  return mlp.layers();
}

std::size_t layers_of(const ConvNet& net) {
  return net.layers().size();
}

template <class Network>
std::unique_ptr<Method> load_of(const Archive& archive) {
  Network generator = Network::load(archive, "generator"), critic = Network::load(archive, "critic");
  if (generator.outputs() != critic.inputs() || critic.outputs() != 1 || layers_of(critic) < 2)
    fail(Fault::model, "model file: generator and critic do not fit together; train the model again");
  LatentSearch search;
  search.feature_weight = read_meta<double>(archive.meta, "feature_weight");
  search.steps = read_meta<std::int64_t>(archive.meta, "latent_steps");
  search.rate = read_meta<double>(archive.meta, "latent_rate");
  const auto within = [](const char* name, double value, double least, double most) {
    if (!(value >= least && value <= most))
      fail(Fault::model, "model file: {} is {}, expected {} to {}; train the model again", name, value, least,
           most);
  };
  within("feature_weight", search.feature_weight, 0, 1);
  within("latent_steps", double(search.steps), 0, double(kMostSteps));
  within("latent_rate", search.rate, kLeastRate, kMostRate);
  return std::make_unique<AnoganOf<Network>>(std::move(generator), std::move(critic), search);
}

}  // namespace

std::unique_ptr<Method> load_anogan(const Archive& archive) {
  return load_of<Mlp>(archive);
}

std::unique_ptr<Method> load_picture_anogan(const Archive& archive) {
  return load_rescaled(load_of<ConvNet>(archive), archive);
}

template class AnoganOf<Mlp>;
template class AnoganOf<ConvNet>;

}  // namespace discern
