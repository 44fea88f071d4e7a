#include "methods/picture_fanogan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <utility>

#include "base/fail.h"
#include "methods/conditional.h"
#include "methods/fanogan.h"
#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 24;
// Far beyond any picture; networks would only add up to infinity.
constexpr float kBrightest = 1e4f;
// Numbers of the structure beside the residual's features.
constexpr std::size_t kTerms = 3;
constexpr double kFloor = 1e-9;
constexpr double kLeastSpread = 1e-3;

enum Column { kReconstruction, kFeature, kAnogan, kTwoSided, kStructure, kDiscriminator, kColumns };

std::vector<Component> components_of(bool two_sided) {
  return {
      {"reconstruction", "mean squared difference between the picture and the generator's closest one",
       false},
      {"feature", "kappa times the mean squared difference of the two in what the critic's last layer sees",
       false},
      {"anogan", "the published score: reconstruction + feature", !two_sided},
      {"two_sided", "how far log anogan is from the median of normal pictures, up or down, in their spread",
       false},
      {"structure",
       "Mahalanobis distance of the residual's band energies, its size in pixels and critic features and the "
       "critic's value from those of normal pictures",
       two_sided},
      {"discriminator", "the critic's own verdict, -D(x)", false},
  };
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double log_of(double value) {
  return std::log(value + kFloor);
}

void require(bool sound, const char* what) {
  if (!sound) fail(Fault::model, "model file: {}; train the model again", what);
}

}  // namespace

// Everything between a picture and its components, for one tile of pictures.
struct PictureFanogan::Tile {
  std::vector<float> input, latent, made, residual, features, made_features, value;
  std::vector<float> structure;  // [rows, features of the residual, D(x), logs of the terms of A(x)]
  std::vector<double> pixels, difference;  // [rows] the two terms of A(x)
};

PictureFanogan::PictureFanogan(Networks networks, Scoring scoring)
    : networks_(std::move(networks)),
      scoring_(scoring),
      components_(components_of(scoring.two_sided)),
      features_(networks_.encoder.shape().picture) {}

PictureFanogan::PictureFanogan(Networks networks, Scoring scoring, double shrinkage, const Matrix& normal)
    : PictureFanogan(std::move(networks), scoring) {
  Matrix structure(normal.rows, features_.size() + kTerms);
  std::vector<double> logs;
  Tile tile;
  for (std::size_t start = 0; start < normal.rows; start += kTile) {
    const std::size_t rows = std::min(kTile, normal.rows - start);
    pass(normal.row(start), rows, tile);
    std::copy_n(tile.structure.begin(), rows * structure.cols, structure.row(start));
    for (std::size_t i = 0; i < rows; ++i) logs.push_back(log_of(tile.pixels[i] + tile.difference[i]));
  }
  structure_ = Ellipsoid(structure, shrinkage);
  log_median_ = median_of(logs);
  for (double& value : logs) value = std::abs(value - log_median_);
  log_spread_ = std::max(kLeastSpread, 1.4826 * median_of(logs));  // a normal distribution's deviation
}

// x -> as the networks are shown it, and E(x).
void PictureFanogan::encode(const float* x, std::size_t rows, Tile& tile) const {
  const std::size_t d = width(), p = picture().size();
  float* input = room(tile.input, rows * d);
  for (std::size_t i = 0; i < rows; ++i, x += d, input += d) {
    std::transform(x, x + p, input, [](float v) { return std::clamp(2 * v - 1, -kBrightest, kBrightest); });
    std::copy(x + p, x + d, input + p);
  }
  networks_.encoder.forward(tile.input.data(), rows, room(tile.latent, rows * latent()));
}

// And G(E(x)), of x's condition, and x - G(E(x)).
void PictureFanogan::reconstruct(const float* x, std::size_t rows, Tile& tile) const {
  encode(x, rows, tile);
  const std::size_t d = width(), p = picture().size();
  make_like(networks_.generator, tile.latent.data(), tile.input.data(), rows, d, room(tile.made, rows * d));
  room(tile.residual, rows * p);
  for (std::size_t i = 0; i < rows; ++i)
    std::transform(&tile.input[i * d], &tile.input[i * d] + p, &tile.made[i * d], &tile.residual[i * p],
                   std::minus<float>());
}

// Rows as networks make them -> as records.
void PictureFanogan::give_back(const float* made, std::size_t rows, float* out) const {
  const std::size_t d = width(), p = picture().size();
  for (std::size_t i = 0; i < rows * d; ++i)
    out[i] = bounded(i % d < p ? (double(made[i]) + 1) / 2 : double(made[i]));
}

// And f(x), f(G(E(x))), D(x), the two terms of the published score and what the structure is made of.
void PictureFanogan::pass(const float* x, std::size_t rows, Tile& tile) const {
  reconstruct(x, rows, tile);
  const std::size_t d = width(), p = picture().size(), h = networks_.critic.features(),
                    s = features_.size() + kTerms;
  networks_.critic.forward(tile.made.data(), rows, room(tile.value, rows),
                           room(tile.made_features, rows * h));
  networks_.critic.forward(tile.input.data(), rows, tile.value.data(), room(tile.features, rows * h));
  room(tile.structure, rows * s);
  tile.pixels.resize(rows);
  tile.difference.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    tile.pixels[i] = squared_distance(&tile.input[i * d], &tile.made[i * d], p) / double(p);
    const double difference =
        squared_distance(&tile.features[i * h], &tile.made_features[i * h], h) / double(h);
    tile.difference[i] = scoring_.kappa * difference;
    float* const structure = &tile.structure[i * s];
    features_.measure(&tile.residual[i * p], structure);
    structure[s - 3] = std::clamp(tile.value[i], -kBrightest, kBrightest);
    structure[s - 2] = float(log_of(tile.pixels[i]));
    structure[s - 1] = float(log_of(difference));
  }
}

void PictureFanogan::score(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  std::array<float, kTile> distance;
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    pass(x + start * width(), rows, tile);
    structure_.distance(tile.structure.data(), rows, distance.data());
    for (std::size_t i = 0; i < rows; ++i) {
      float* const row = out + (start + i) * kColumns;
      const double anogan = tile.pixels[i] + tile.difference[i];
      row[kReconstruction] = bounded(tile.pixels[i]);
      row[kFeature] = bounded(tile.difference[i]);
      row[kAnogan] = bounded(anogan);
      row[kTwoSided] = bounded(std::abs(log_of(anogan) - log_median_) / log_spread_);
      row[kStructure] = bounded(double(distance[i]));
      row[kDiscriminator] = bounded(-double(tile.value[i]));
    }
  }
}

void PictureFanogan::reference(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    reconstruct(x + start * width(), rows, tile);
    give_back(tile.made.data(), rows, out + start * width());
  }
}

void PictureFanogan::generate(const float* z, std::size_t n, float* out) const {
  make_records(networks_.generator, z, n, width(), out);
  give_back(out, n, out);
}

void PictureFanogan::translate(const float* x, const float* condition, std::size_t n, float* out) const {
  thread_local Tile tile;
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    encode(x + start * width(), rows, tile);
    float* const to = out + start * width();
    translate_rows(networks_.generator, tile.input.data(), tile.latent.data(),
                   condition + start * this->condition(), rows, width(), to);
    give_back(to, rows, to);
  }
}

void PictureFanogan::map(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  const std::size_t pixels = picture().pixels(), channels = picture().channels;
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    reconstruct(x + start * width(), rows, tile);
    for (std::size_t i = 0; i < rows * pixels; ++i) {
      const float* const residual = tile.residual.data() + i / pixels * picture().size() + i % pixels;
      double sum = 0;
      for (std::size_t c = 0; c < channels; ++c) sum += std::abs(double(residual[c * pixels]));
      out[start * pixels + i] = bounded(sum / (2 * double(channels)));
    }
  }
}

void PictureFanogan::save(Archive& archive) const {
  networks_.generator.save(archive, "generator");
  networks_.critic.save(archive, "critic");
  networks_.encoder.save(archive, "encoder");
  structure_.save(archive, "structure");
  archive.meta["kappa"] = scoring_.kappa;
  archive.meta["score"] = scoring_.two_sided ? "two_sided" : "published";
  archive.meta["log_median"] = log_median_;
  archive.meta["log_spread"] = log_spread_;
}

std::unique_ptr<Method> load_picture_fanogan(const Archive& archive) {
  PictureFanogan::Networks n{ConvNet::load(archive, "generator"), ConvNet::load(archive, "critic"),
                             ConvNet::load(archive, "encoder")};
  const PictureShape picture = n.encoder.shape().picture;
  const std::size_t condition = n.encoder.shape().beside;
  const auto sees = [&](const ConvNet& net) {
    return net.shape().picture == picture && net.shape().beside == condition;
  };
  const Grid made = n.generator.layers().back().out;
  require(sees(n.encoder) && sees(n.critic) && n.critic.outputs() == 1 &&
              made == Grid{picture.height, picture.width, picture.channels} &&
              n.generator.inputs() == n.encoder.outputs() + condition,
          "generator, critic and encoder do not fit together");
  PictureFanogan::Scoring scoring;
  scoring.kappa = read_meta<double>(archive.meta, "kappa");
  require(scoring.kappa >= 0 && scoring.kappa <= kMostKappa, "kappa is not between 0 and 1,000,000");
  const auto score = read_meta<std::string>(archive.meta, "score");
  require(score == "published" || score == "two_sided", "score is neither published nor two_sided");
  scoring.two_sided = score == "two_sided";
  std::unique_ptr<PictureFanogan> method(new PictureFanogan(std::move(n), scoring));
  method->log_median_ = read_meta<double>(archive.meta, "log_median");
  method->log_spread_ = read_meta<double>(archive.meta, "log_spread");
  require(std::isfinite(method->log_median_) && method->log_spread_ >= kLeastSpread,
          "log_spread is too small");
  method->structure_ = Ellipsoid::load(archive, "structure", method->features_.size() + kTerms);
  return method;
}

}  // namespace discern
