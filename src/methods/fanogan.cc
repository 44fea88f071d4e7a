#include "methods/fanogan.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/fail.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 128;
// Prepared features are far smaller; beyond it the networks would only add up to infinity.
constexpr float kFarthest = 1e6f;

enum Column {
  kReconstruction,
  kFeature,
  kAnogan,
  kResidual,
  kFeatureResidual,
  kCriticDistance,
  kLatent,
  kDiscriminator,
  kColumns
};

// Both terms of the published score count in the spread that they have among normal records, where a small
// residual of a feature that is always made well weighs as it should. Latent and discriminator rank anomalies
// far worse (the discriminator no better than chance on tables), so they are reported only.
const std::vector<Component> kComponents = {
    {"reconstruction", "mean squared difference between the record and the generator's closest one", false},
    {"feature", "kappa times the mean squared difference of the two in the critic's last hidden layer",
     false},
    {"anogan", "the published score: reconstruction + feature", false},
    {"residual", "Mahalanobis distance of the reconstruction's residual from those of normal records", true},
    {"feature_residual", "Mahalanobis distance of the feature residual from those of normal records", true},
    {"critic_distance",
     "Mahalanobis distance of the critic's features of the record from those of normal records", true},
    {"latent", "Mahalanobis distance of the record's latent from the latents of normal records", false},
    {"discriminator", "the critic's own verdict, -D(x)", false},
};

float mean_square(const float* vector, std::size_t size) {
  float sum = 0;
  for (std::size_t j = 0; j < size; ++j) sum += vector[j] * vector[j];
  return sum / float(size);
}

OptionTable<FanoganOptions> make_options() {
  using O = FanoganOptions;
  OptionTable<O> table("method fanogan");
  add_adversarial(table);
  add_augment(table);
  add_progressive(table);
  table
      .add("encoder-steps", &O::encoder_steps, "N", "encoder steps; 0: chosen from the records",
           range(0, 1e7))
      .add("encoder", &O::encoder, "KIND",
           "what the encoder learns from: records and critic features, records, or latents",
           one_of({"izi_f", "izi", "ziz"}))
      .add("kappa", &O::kappa, "X", "weight of the critic features in encoder and score",
           range(0, kMostKappa))
      .add("encoder-rate", &O::encoder_rate, "X", "learning rate of the encoder", range(1e-8, 1))
      .add("shrinkage", &O::shrinkage, "X",
           "how far correlations of residuals and latents are shrunk to none", range(1e-6, 1))
      .add("score", &O::score, "KIND",
           "what counts for pictures: the published score, or how far residuals are from normal on either "
           "side",
           one_of({"published", "two_sided"}));
  return table;
}

}  // namespace

// Everything between a record and its components, for one tile of records.
struct Fanogan::Tile {
  std::vector<float> input, latent, made, residual, features, feature_residual, value, distance;

  // A thread keeps one tile for every model it meets.
  void fit(const Networks& n) {
    const std::size_t width = n.encoder.inputs();
    for (auto* rows : {&input, &made, &residual}) grow(*rows, width);
    for (auto* rows : {&features, &feature_residual}) grow(*rows, n.critic.features());
    for (auto* rows : {&value, &distance}) grow(*rows, 1);
    grow(latent, n.encoder.outputs());
  }

 private:
  static void grow(std::vector<float>& rows, std::size_t width) {
    if (rows.size() < kTile * width) rows.resize(kTile * width);
  }
};

const OptionTable<FanoganOptions>& fanogan_options() {
  static const OptionTable<FanoganOptions> table = make_options();
  return table;
}

std::span<const OptionSpec> fanogan_option_specs() {
  return fanogan_options().specs();
}

Fanogan::Fanogan(Networks networks, double kappa, double shrinkage, const Matrix& normal)
    : networks_(std::move(networks)), kappa_(kappa) {
  Matrix residuals(normal.rows, width()), latents(normal.rows, networks_.encoder.outputs()),
      features(normal.rows, networks_.critic.features()), feature_residuals(normal.rows, features.cols);
  Tile tile;
  tile.fit(networks_);
  for (std::size_t start = 0; start < normal.rows; start += kTile) {
    const std::size_t rows = std::min(kTile, normal.rows - start);
    pass(normal.row(start), rows, tile);
    const auto keep = [&](const std::vector<float>& vectors, Matrix& all) {
      std::copy_n(vectors.data(), rows * all.cols, all.row(start));
    };
    keep(tile.residual, residuals);
    keep(tile.feature_residual, feature_residuals);
    keep(tile.features, features);
    keep(tile.latent, latents);
  }
  residuals_ = Ellipsoid(residuals, shrinkage);
  feature_residuals_ = Ellipsoid(feature_residuals, shrinkage);
  features_ = Ellipsoid(features, shrinkage);
  latents_ = Ellipsoid(latents, shrinkage);
}

const std::vector<Component>& Fanogan::components() const {
  return kComponents;
}

// x -> E(x), G(E(x)) and x - G(E(x)).
void Fanogan::reconstruct(const float* x, std::size_t rows, Tile& tile) const {
  const std::size_t size = rows * width();
  for (std::size_t i = 0; i < size; ++i) tile.input[i] = std::clamp(x[i], -kFarthest, kFarthest);
  networks_.encoder.forward(tile.input.data(), rows, tile.latent.data());
  make_like(networks_.generator, tile.latent.data(), tile.input.data(), rows, width(), tile.made.data());
  for (std::size_t i = 0; i < size; ++i) tile.residual[i] = tile.input[i] - tile.made[i];
}

// And f(x), f(x) - f(G(E(x))), D(x).
void Fanogan::pass(const float* x, std::size_t rows, Tile& tile) const {
  reconstruct(x, rows, tile);
  networks_.critic.forward(tile.made.data(), rows, tile.value.data(), tile.feature_residual.data());
  networks_.critic.forward(tile.input.data(), rows, tile.value.data(), tile.features.data());
  for (std::size_t i = 0; i < rows * networks_.critic.features(); ++i)
    tile.feature_residual[i] = tile.features[i] - tile.feature_residual[i];
}

void Fanogan::score_tile(const float* x, std::size_t rows, float* out) const {
  thread_local Tile tile;
  tile.fit(networks_);
  const std::size_t d = width(), h = networks_.critic.features();
  pass(x, rows, tile);
  for (std::size_t i = 0; i < rows; ++i) {
    float* row = out + i * kColumns;
    row[kReconstruction] = mean_square(tile.residual.data() + i * d, d);
    row[kFeature] = float(kappa_) * mean_square(tile.feature_residual.data() + i * h, h);
    row[kAnogan] = row[kReconstruction] + row[kFeature];
    row[kDiscriminator] = -tile.value[i];
  }
  const auto put = [&](Column column, const Ellipsoid& normal, const std::vector<float>& vectors) {
    normal.distance(vectors.data(), rows, tile.distance.data());
    for (std::size_t i = 0; i < rows; ++i) out[i * kColumns + column] = tile.distance[i];
  };
  put(kResidual, residuals_, tile.residual);
  put(kFeatureResidual, feature_residuals_, tile.feature_residual);
  put(kCriticDistance, features_, tile.features);
  put(kLatent, latents_, tile.latent);
  for (std::size_t i = 0; i < rows * kColumns; ++i) out[i] = bounded(out[i]);
}

void Fanogan::score(const float* x, std::size_t n, float* out) const {
  for (std::size_t start = 0; start < n; start += kTile)
    score_tile(x + start * width(), std::min(kTile, n - start), out + start * kColumns);
}

void Fanogan::reference(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  tile.fit(networks_);
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t size = std::min(kTile, n - start) * width();
    reconstruct(x + start * width(), size / width(), tile);
    for (std::size_t i = 0; i < size; ++i) out[start * width() + i] = bounded(tile.made[i]);
  }
}

void Fanogan::generate(const float* z, std::size_t n, float* out) const {
  make_records(networks_.generator, z, n, width(), out);
  for (std::size_t i = 0; i < n * width(); ++i) out[i] = bounded(out[i]);
}

void Fanogan::translate(const float* x, const float* condition, std::size_t n, float* out) const {
  thread_local Tile tile;
  tile.fit(networks_);
  const std::size_t d = width(), c = this->condition();
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    reconstruct(x + start * d, rows, tile);
    translate_rows(networks_.generator, tile.input.data(), tile.latent.data(), condition + start * c, rows, d,
                   out + start * d);
  }
}

void Fanogan::save(Archive& archive) const {
  networks_.generator.save(archive, "generator");
  networks_.critic.save(archive, "critic");
  networks_.encoder.save(archive, "encoder");
  residuals_.save(archive, "residuals");
  feature_residuals_.save(archive, "feature_residuals");
  features_.save(archive, "critic_features");
  latents_.save(archive, "latents");
  archive.meta["kappa"] = kappa_;
}

std::unique_ptr<Method> load_fanogan(const Archive& archive) {
  std::unique_ptr<Fanogan> method(new Fanogan);
  Fanogan::Networks& n = method->networks_;
  n = {Mlp::load(archive, "generator"), Mlp::load(archive, "critic"), Mlp::load(archive, "encoder")};
  const std::size_t width = n.encoder.inputs(), latent = n.encoder.outputs();
  if (!makes_records(n.generator, latent, width) || n.critic.inputs() != width || n.critic.outputs() != 1)
    fail(Fault::model,
         "model file: generator, critic and encoder do not fit together; train the model again");
  method->kappa_ = read_meta<double>(archive.meta, "kappa");
  if (!(method->kappa_ >= 0 && method->kappa_ <= kMostKappa))
    fail(Fault::model, "model file: kappa is {}, expected 0 to {}; train the model again", method->kappa_,
         kMostKappa);
  method->residuals_ = Ellipsoid::load(archive, "residuals", width);
  method->feature_residuals_ = Ellipsoid::load(archive, "feature_residuals", n.critic.features());
  method->features_ = Ellipsoid::load(archive, "critic_features", n.critic.features());
  method->latents_ = Ellipsoid::load(archive, "latents", latent);
  return method;
}

}  // namespace discern
