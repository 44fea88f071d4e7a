#include "methods/discern.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "kernels/gemm.h"
#include "methods/neighbours.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 128;
// Prepared features are far smaller; beyond it networks and distances would only add up to infinity.
constexpr float kFarthest = 1e6f;

enum Column { kDiscriminator, kNeighbours, kReconstruction, kResidual, kLatent, kColumns };

void grow(std::vector<float>& rows, std::size_t width) {
  if (rows.size() < kTile * width) rows.resize(kTile * width);
}

// With no negative weight, because every activation but silu rises with its unit.
bool never_falls(const Mlp& mlp) {
  if (mlp.shape().hidden == Activation::silu || mlp.shape().output == Activation::silu) return false;
  for (std::size_t l = 0; l < mlp.layers(); ++l)
    for (std::size_t i = mlp.weight_offset(l); i < mlp.bias_offset(l); ++i)
      if (mlp.parameters()[i] < 0) return false;
  return true;
}

}  // namespace

const OptionTable<DiscernOptions>& discern_options() {
  static const OptionTable<DiscernOptions> table = [] {
    OptionTable<DiscernOptions> t("method discern");
    add_discern(t);
    t.add("memory", &DiscernOptions::memory, "N", "most normal records to keep, drawn at random",
          range(2, 1e6));
    return t;
  }();
  return table;
}

std::span<const OptionSpec> discern_option_specs() {
  return discern_options().specs();
}

Discern::Evidence::Evidence(const Matrix& normal, Matrix kept, std::size_t neighbours, std::size_t condition)
    : ranks(normal, condition) {
  Matrix ranked(kept.rows, kept.cols);
  ranks.apply(kept.data.data(), kept.rows, ranked.data.data());
  values_memory = Memory(std::move(kept), neighbours);
  ranks_memory = Memory(std::move(ranked), neighbours);
}

// Who is near by values is likely near by ranks.
void Discern::Evidence::measure(const float* x, std::size_t n, float* out, float* distance,
                                const std::uint32_t* left_out) const {
  thread_local Memory::Found by_values, by_ranks;
  thread_local std::vector<float> ranked;
  grow(ranked, ranks.width());
  const std::size_t first = values_memory.evidences(), second = ranks_memory.evidences();
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    const std::uint32_t* const self = left_out ? left_out + start : nullptr;
    const float* const tile = x + start * ranks.width();
    values_memory.measure(tile, rows, by_values, self);
    ranks.apply(tile, rows, ranked.data());
    ranks_memory.measure(ranked.data(), rows, by_ranks, self, by_values.index.data());
    for (std::size_t i = 0; i < rows; ++i, out += first + second) {
      std::copy_n(by_values.evidence.data() + i * first, first, out);
      std::copy_n(by_ranks.evidence.data() + i * second, second, out + first);
    }
    if (distance) std::copy_n(by_values.distance.data(), rows, distance + start);
  }
}

// Everything between a record and its components, for one tile of records.
struct Discern::Tile {
  std::vector<float> input, latent, made, residual, evidence, distance, value;

  void fit(const Discern& method) {
    for (auto* rows : {&input, &made, &residual}) grow(*rows, method.width());
    for (auto* rows : {&distance, &value}) grow(*rows, 1);
    grow(latent, method.networks_.encoder.outputs());
    grow(evidence, method.evidence_.size());
  }
};

Discern::Discern(Networks networks, Evidence evidence, double shrinkage, bool fuse_neighbours,
                 const Matrix& normal)
    : networks_(std::move(networks)), evidence_(std::move(evidence)) {
  choose_components(fuse_neighbours);
  Matrix residuals(normal.rows, width()), latents(normal.rows, networks_.encoder.outputs());
  Tile tile;
  tile.fit(*this);
  for (std::size_t start = 0; start < normal.rows; start += kTile) {
    const std::size_t rows = std::min(kTile, normal.rows - start);
    reconstruct(normal.row(start), rows, tile);
    std::copy_n(tile.residual.data(), rows * residuals.cols, residuals.row(start));
    std::copy_n(tile.latent.data(), rows * latents.cols, latents.row(start));
  }
  residuals_ = Ellipsoid(residuals, shrinkage);
  latents_ = Ellipsoid(latents, shrinkage);
}

void Discern::choose_components(bool fuse_neighbours) {
  fuse_neighbours_ = fuse_neighbours;
  components_ = {
      {"discriminator", "the discriminator's verdict: how far from normal, by distances to normal records",
       true},
      {"neighbours", "mean distance to the nearest normal records", fuse_neighbours},
      {"reconstruction",
       "mean squared difference between the record and G(E(x)), the generator's closest one", false},
      {"residual", "Mahalanobis distance of that difference from those of normal records", false},
      {"latent", "Mahalanobis distance of the record's latent from the latents of normal records", false},
  };
}

// x -> E(x), G(E(x)) and x - G(E(x)).
void Discern::reconstruct(const float* x, std::size_t rows, Tile& tile) const {
  const std::size_t size = rows * width();
  for (std::size_t i = 0; i < size; ++i) tile.input[i] = std::clamp(x[i], -kFarthest, kFarthest);
  networks_.encoder.forward(tile.input.data(), rows, tile.latent.data());
  make_like(networks_.generator, tile.latent.data(), tile.input.data(), rows, width(), tile.made.data());
  for (std::size_t i = 0; i < size; ++i) tile.residual[i] = tile.input[i] - tile.made[i];
}

void Discern::score_tile(const float* x, std::size_t rows, float* out, const std::uint32_t* left_out) const {
  thread_local Tile tile;
  tile.fit(*this);
  const std::size_t d = width();
  reconstruct(x, rows, tile);
  evidence_.measure(tile.input.data(), rows, tile.evidence.data(), tile.distance.data(), left_out);
  networks_.discriminator.forward(tile.evidence.data(), rows, tile.value.data());
  for (std::size_t i = 0; i < rows; ++i) {
    float* const row = out + i * kColumns;
    row[kDiscriminator] = tile.value[i];
    row[kNeighbours] = tile.distance[i];
    float sum = 0;
    for (std::size_t j = 0; j < d; ++j) sum += tile.residual[i * d + j] * tile.residual[i * d + j];
    row[kReconstruction] = sum / float(d);
  }
  const auto put = [&](Column column, const Ellipsoid& normal, const std::vector<float>& vectors) {
    normal.distance(vectors.data(), rows, tile.value.data());
    for (std::size_t i = 0; i < rows; ++i) out[i * kColumns + column] = tile.value[i];
  };
  put(kResidual, residuals_, tile.residual);
  put(kLatent, latents_, tile.latent);
  for (std::size_t i = 0; i < rows * kColumns; ++i) out[i] = bounded(out[i]);
}

void Discern::score(const float* x, std::size_t n, float* out, const std::uint32_t* left_out) const {
  for (std::size_t start = 0; start < n; start += kTile)
    score_tile(x + start * width(), std::min(kTile, n - start), out + start * kColumns,
               left_out ? left_out + start : nullptr);
}

void Discern::reference(const float* x, std::size_t n, float* out) const {
  std::vector<float> input(n * width());
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = std::clamp(x[i], -kFarthest, kFarthest);
  mean_neighbours(evidence_.values_memory.bank(), 1, input.data(), n, out);
}

void Discern::remake(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  tile.fit(*this);
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    reconstruct(x + start * width(), rows, tile);
    for (std::size_t i = 0; i < rows * width(); ++i) out[start * width() + i] = bounded(tile.made[i]);
  }
}

void Discern::generate(const float* z, std::size_t n, float* out) const {
  make_records(networks_.generator, z, n, width(), out);
  for (std::size_t i = 0; i < n * width(); ++i) out[i] = bounded(out[i]);
}

void Discern::translate(const float* x, const float* condition, std::size_t n, float* out) const {
  thread_local Tile tile;
  tile.fit(*this);
  const std::size_t d = width(), c = this->condition();
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    reconstruct(x + start * d, rows, tile);
    translate_rows(networks_.generator, tile.input.data(), tile.latent.data(), condition + start * c, rows, d,
                   out + start * d);
  }
}

void Discern::save(Archive& archive) const {
  networks_.generator.save(archive, "generator");
  networks_.encoder.save(archive, "encoder");
  networks_.discriminator.save(archive, "discriminator");
  save_rows(evidence_.values_memory.bank().rows(), archive, "memory");
  archive.meta["neighbours"] = evidence_.values_memory.neighbours();
  evidence_.ranks.save(archive, "ranks");
  evidence_.values_memory.save_spread(archive, "values_spread");
  evidence_.ranks_memory.save_spread(archive, "ranks_spread");
  residuals_.save(archive, "residuals");
  latents_.save(archive, "latents");
  archive.meta["fuse_neighbours"] = fuse_neighbours_;
}

std::unique_ptr<Method> load_discern(const Archive& archive) {
  std::unique_ptr<Discern> method(new Discern);
  Discern::Networks& n = method->networks_;
  n = {Mlp::load(archive, "generator"), Mlp::load(archive, "encoder"), Mlp::load(archive, "discriminator")};
  Matrix kept = load_rows(archive, "memory");
  const std::size_t width = n.encoder.inputs(), latent = n.encoder.outputs();
  const auto k = read_meta<std::size_t>(archive.meta, "neighbours");
  Discern::Evidence& evidence = method->evidence_;
  evidence.ranks = QuantileView::load(archive, "ranks", kept.cols);
  Matrix ranked(kept.rows, kept.cols);
  evidence.ranks.apply(kept.data.data(), kept.rows, ranked.data.data());
  evidence.values_memory = Memory::load(archive, "values_spread", std::move(kept), k);
  evidence.ranks_memory = Memory::load(archive, "ranks_spread", std::move(ranked), k);
  if (!makes_records(n.generator, latent, width) || evidence.values_memory.width() != width ||
      n.discriminator.inputs() != evidence.size() || n.discriminator.outputs() != 1)
    fail(Fault::model,
         "model file: generator, encoder, discriminator and memory do not fit together; train the model "
         "again");
  if (!never_falls(n.discriminator))
    fail(Fault::model, "model file: the discriminator may fall as evidence rises; train the model again");
  method->residuals_ = Ellipsoid::load(archive, "residuals", width);
  method->latents_ = Ellipsoid::load(archive, "latents", latent);
  method->choose_components(read_meta<bool>(archive.meta, "fuse_neighbours"));
  return method;
}

}  // namespace discern
