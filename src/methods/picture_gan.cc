#include "methods/picture_gan.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 32;
constexpr std::size_t kCoarsest = 8;
constexpr double kLatentShrinkage = 0.1;
constexpr float kLeastDeviation = 1e-6f;
constexpr float kFarthest = 1e3f;  // networks would only add up to infinity

// Sides from the picture's own down to kCoarsest, each half of the one before, rounded up.
std::vector<Grid> halved(const PictureShape& shape) {
  std::vector<Grid> out = {{shape.height, shape.width, 1}};
  while (out.size() < 3 || std::min(out.back().height, out.back().width) > kCoarsest)
    out.push_back({(out.back().height + 1) / 2, (out.back().width + 1) / 2, 1});
  return out;
}

// Convolutions of stride 2, as many as halve the picture to its coarsest grid.
std::vector<ConvLayer> descent(const PictureShape& shape) {
  std::vector<ConvLayer> layers = {conv_layer(16, {5, 2, 2})};
  for (std::size_t i = 2; i < halved(shape).size(); ++i) layers.push_back(conv_layer(32, {4, 2, 1}));
  return layers;
}

void mean_and_deviation(const std::vector<float>& values, float* out) {
  double sum = 0, squares = 0;
  for (const float v : values) sum += double(v);
  const double mean = sum / double(values.size());
  for (const float v : values) squares += (double(v) - mean) * (double(v) - mean);
  out[0] = float(mean);
  out[1] = float(std::sqrt(squares / double(values.size()))) + kLeastDeviation;
}

}  // namespace

ConvShape picture_encoder(const PictureShape& shape, std::size_t latent) {
  ConvShape out{shape, 0, descent(shape)};
  out.layers.push_back(dense_layer(latent, Activation::none));
  return out;
}

ConvShape picture_generator(const PictureShape& shape, std::size_t latent) {
  const std::vector<Grid> grids = halved(shape);
  ConvShape out{{1, 1, latent}, 0, {}};
  out.layers.push_back(dense_layer(Grid{grids.back().height, grids.back().width, 32}));
  for (std::size_t i = grids.size() - 1; i-- > 0;)
    out.layers.push_back(up_conv_layer({grids[i].height, grids[i].width, i == 0 ? 8u : 32u}));
  out.layers.push_back(conv_layer(shape.channels, {3, 1, 1}, Activation::none));
  return out;
}

ConvShape picture_critic(const PictureShape& shape) {
  ConvShape out{{shape.height, shape.width, 2 * shape.channels}, 0, descent(shape)};
  out.layers.push_back(conv_layer(64, {3, 1, 1}));
  out.layers.push_back(dense_layer(1, Activation::none));
  return out;
}

void beside_itself(const float* x, std::size_t size, float* out) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < size; ++i) sum += double(x[i]);
  const double mean = sum / double(size);
  for (std::size_t i = 0; i < size; ++i) squares += (double(x[i]) - mean) * (double(x[i]) - mean);
  const double scale = double(kOwnContrast) / (std::sqrt(squares / double(size)) + double(kLeastOwnContrast));
  for (std::size_t i = 0; i < size; ++i) {
    out[i] = x[i];
    out[size + i] = float((double(x[i]) - mean) * scale);
  }
}

struct PictureGan::Tile {
  std::vector<float> small, both, value, latent, made, distance;  // of up to kTile pictures

  void fit(std::size_t size, std::size_t latents) {
    small.resize(std::max(small.size(), kTile * size));
    made.resize(std::max(made.size(), kTile * size));
    both.resize(std::max(both.size(), kTile * 2 * size));
    latent.resize(std::max(latent.size(), kTile * latents));
    value.resize(kTile);
    distance.resize(kTile);
  }
};

PictureGan::PictureGan(const PictureShape& shape, ConvNet encoder, ConvNet generator, ConvNet critic,
                       const Matrix& left_out, const Matrix& seen)
    : thumbnail_(shape),
      encoder_(std::move(encoder)),
      generator_(std::move(generator)),
      critic_(std::move(critic)) {
  Tile tile;
  const std::size_t size = thumbnail_.small().size();
  tile.fit(size, latent());
  Matrix latents(seen.rows, latent());
  std::vector<float> values, residuals;
  for (std::size_t start = 0; start < left_out.rows; start += kTile) {
    const std::size_t rows = std::min(kTile, left_out.rows - start);
    pass(left_out.row(start), rows, tile);
    values.insert(values.end(), tile.value.begin(), tile.value.begin() + std::ptrdiff_t(rows));
    residuals.insert(residuals.end(), tile.distance.begin(), tile.distance.begin() + std::ptrdiff_t(rows));
  }
  for (std::size_t start = 0; start < seen.rows; start += kTile) {
    const std::size_t rows = std::min(kTile, seen.rows - start);
    pass(seen.row(start), rows, tile);
    std::copy_n(tile.latent.data(), rows * latent(), latents.row(start));
  }
  latents_ = Ellipsoid(latents, kLatentShrinkage);
  mean_and_deviation(values, usual_.data());
  mean_and_deviation(residuals, usual_.data() + 2);
}

// Thumbnails, latents, what is made of them, log residuals and the critic's values.
void PictureGan::pass(const float* x, std::size_t n, Tile& tile) const {
  const std::size_t size = thumbnail_.small().size(), full = thumbnail_.full().size();
  for (std::size_t i = 0; i < n; ++i) thumbnail_.reduce(x + i * full, tile.small.data() + i * size);
  for (std::size_t i = 0; i < n * size; ++i) tile.small[i] = std::clamp(tile.small[i], -kFarthest, kFarthest);
  encoder_.forward(tile.small.data(), n, tile.latent.data());
  generator_.forward(tile.latent.data(), n, tile.made.data());
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = i * size; j < (i + 1) * size; ++j) {
      const double difference = double(tile.small[j]) - double(tile.made[j]);
      sum += difference * difference;
    }
    tile.distance[i] = float(std::log(sum / double(size) + 1e-6));
    beside_itself(tile.small.data() + i * size, size, tile.both.data() + i * 2 * size);
  }
  critic_.forward(tile.both.data(), n, tile.value.data());
}

void PictureGan::score(const float* x, std::size_t n, float* out, float* remade) const {
  thread_local Tile tile;
  tile.fit(thumbnail_.small().size(), latent());
  const std::size_t full = thumbnail_.full().size(), size = thumbnail_.small().size();
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    pass(x + start * full, rows, tile);
    float* const to = out + start * kColumns;
    for (std::size_t i = 0; i < rows; ++i) {
      to[i * kColumns + kCritic] = (usual_[0] - tile.value[i]) / usual_[1];
      to[i * kColumns + kResidual] = std::abs(tile.distance[i] - usual_[2]) / usual_[3];
    }
    latents_.distance(tile.latent.data(), rows, tile.distance.data());
    for (std::size_t i = 0; i < rows; ++i) to[i * kColumns + kLatent] = tile.distance[i];
    for (std::size_t i = 0; i < rows * kColumns; ++i) to[i] = bounded(to[i]);
    if (!remade) continue;
    for (std::size_t i = 0; i < rows; ++i)
      put_back(x + (start + i) * full, tile.made.data() + i * size, tile.small.data() + i * size,
               remade + (start + i) * full);
  }
}

// The picture with its thumbnail changed to what was made.
void PictureGan::put_back(const float* x, const float* made, const float* thumbnail, float* out) const {
  const std::size_t size = thumbnail_.small().size(), full = thumbnail_.full().size();
  if (thumbnail_.full() == thumbnail_.small()) {
    std::copy_n(made, size, out);
  } else {
    thread_local std::vector<float> change;
    change.resize(std::max(change.size(), size));
    for (std::size_t i = 0; i < size; ++i) change[i] = made[i] - thumbnail[i];
    for (std::size_t i = 0; i < full; ++i) out[i] = std::clamp(x[i], -kFarthest, kFarthest);
    thumbnail_.add_enlarged(change.data(), out);
  }
  for (std::size_t i = 0; i < full; ++i) out[i] = bounded(out[i]);
}

void PictureGan::remake(const float* x, std::size_t n, float* out) const {
  thread_local std::vector<float> scores;
  scores.resize(std::max(scores.size(), n * kColumns));
  score(x, n, scores.data(), out);
}

void PictureGan::generate(const float* z, std::size_t n, const float* base, float* out) const {
  const std::size_t size = thumbnail_.small().size(), full = thumbnail_.full().size();
  std::vector<float> made(size), thumbnail(size);
  thumbnail_.reduce(base, thumbnail.data());
  for (std::size_t i = 0; i < n; ++i) {
    generator_.forward(z + i * latent(), 1, made.data());
    put_back(base, made.data(), thumbnail.data(), out + i * full);
  }
}

void PictureGan::save(Archive& archive, const std::string& name) const {
  encoder_.save(archive, name + ".encoder");
  generator_.save(archive, name + ".generator");
  critic_.save(archive, name + ".critic");
  latents_.save(archive, name + ".latents");
  archive.put(name + ".usual", {usual_.size()}, usual_);
}

PictureGan PictureGan::load(const Archive& archive, const std::string& name, const PictureShape& shape) {
  PictureGan gan;
  gan.thumbnail_ = Thumbnail(shape);
  gan.encoder_ = ConvNet::load(archive, name + ".encoder");
  gan.generator_ = ConvNet::load(archive, name + ".generator");
  gan.critic_ = ConvNet::load(archive, name + ".critic");
  const std::size_t size = gan.thumbnail_.small().size(), latent = gan.encoder_.outputs();
  gan.latents_ = Ellipsoid::load(archive, name + ".latents", latent);
  gan.usual_ = archive.floats(name + ".usual", gan.usual_.size());
  if (gan.encoder_.inputs() != size || gan.generator_.inputs() != latent ||
      gan.generator_.outputs() != size || gan.critic_.inputs() != 2 * size || gan.critic_.outputs() != 1 ||
      !(gan.usual_[1] > 0) || !(gan.usual_[3] > 0))
    fail(Fault::model, "model file: the networks of \"{}\" do not fit together; train the model again", name);
  return gan;
}

}  // namespace discern
