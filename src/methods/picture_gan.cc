#include "methods/picture_gan.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "methods/conditional.h"
#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 32;
constexpr std::size_t kCoarsest = 8;
constexpr std::size_t kJoint = 64;  // units that see picture and condition together
constexpr double kLatentShrinkage = 0.1;
constexpr float kLeastDeviation = 1e-6f;
constexpr float kMostShown = 1e3f;  // networks would only add up to infinity

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

ConvShape picture_encoder(const PictureShape& shape, std::size_t latent, std::size_t condition) {
  ConvShape out{shape, condition, descent(shape)};
  if (condition > 0) out.layers.push_back(dense_layer(kJoint));
  out.layers.push_back(dense_layer(latent, Activation::none));
  return out;
}

ConvShape picture_generator(const PictureShape& shape, std::size_t inputs) {
  const std::vector<Grid> grids = halved(shape);
  ConvShape out{{1, 1, inputs}, 0, {}};
  out.layers.push_back(dense_layer(Grid{grids.back().height, grids.back().width, 32}));
  for (std::size_t i = grids.size() - 1; i-- > 0;)
    out.layers.push_back(up_conv_layer({grids[i].height, grids[i].width, i == 0 ? 8u : 32u}));
  out.layers.push_back(conv_layer(shape.channels, {3, 1, 1}, Activation::none));
  return out;
}

ConvShape picture_critic(const PictureShape& shape, std::size_t condition) {
  ConvShape out{{shape.height, shape.width, 2 * shape.channels}, condition, descent(shape)};
  out.layers.push_back(conv_layer(64, {3, 1, 1}));
  if (condition > 0) out.layers.push_back(dense_layer(kJoint));
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

  void fit(std::size_t size, std::size_t condition, std::size_t latents) {
    small.resize(std::max(small.size(), kTile * (size + condition)));
    made.resize(std::max(made.size(), kTile * (size + condition)));
    both.resize(std::max(both.size(), kTile * (2 * size + condition)));
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
  tile.fit(thumbnail_.small().size(), condition(), latent());
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

// x [n, size()] -> thumbnails, each with its condition.
void PictureGan::reduce(const float* x, std::size_t n, float* small) const {
  const std::size_t rows = thumbnail_.small().size() + condition();
  for (std::size_t i = 0; i < n; ++i, x += size(), small += rows) {
    thumbnail_.reduce(x, small);
    std::copy_n(x + thumbnail_.full().size(), condition(), small + thumbnail_.small().size());
    for (std::size_t j = 0; j < rows; ++j) small[j] = std::clamp(small[j], -kMostShown, kMostShown);
  }
}

// Thumbnails, latents, what is made of them, log residuals and the critic's values.
void PictureGan::pass(const float* x, std::size_t n, Tile& tile) const {
  const std::size_t pixels = thumbnail_.small().size(), wide = pixels + condition();
  reduce(x, n, tile.small.data());
  encoder_.forward(tile.small.data(), n, tile.latent.data());
  make_like(generator_, tile.latent.data(), tile.small.data(), n, wide, tile.made.data());
  for (std::size_t i = 0; i < n; ++i) {
    const float* const small = tile.small.data() + i * wide;
    const double squares = squared_distance(small, tile.made.data() + i * wide, pixels);
    tile.distance[i] = float(std::log(squares / double(pixels) + 1e-6));
    float* const both = tile.both.data() + i * (pixels + wide);
    beside_itself(small, pixels, both);
    std::copy(small + pixels, small + wide, both + 2 * pixels);
  }
  critic_.forward(tile.both.data(), n, tile.value.data());
}

void PictureGan::score(const float* x, std::size_t n, float* out, float* remade) const {
  thread_local Tile tile;
  tile.fit(thumbnail_.small().size(), condition(), latent());
  const std::size_t full = size(), small = thumbnail_.small().size() + condition();
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
      put_back(x + (start + i) * full, tile.made.data() + i * small, tile.small.data() + i * small,
               remade + (start + i) * full);
  }
}

// The picture with its thumbnail changed to what was made, and of the condition that was made.
void PictureGan::put_back(const float* x, const float* made, const float* thumbnail, float* out) const {
  const std::size_t size = thumbnail_.small().size(), full = thumbnail_.full().size();
  if (thumbnail_.full() == thumbnail_.small()) {
    std::copy_n(made, size, out);
  } else {
    thread_local std::vector<float> change;
    change.resize(std::max(change.size(), size));
    for (std::size_t i = 0; i < size; ++i) change[i] = made[i] - thumbnail[i];
    for (std::size_t i = 0; i < full; ++i) out[i] = std::clamp(x[i], -kMostShown, kMostShown);
    thumbnail_.add_enlarged(change.data(), out);
  }
  std::copy_n(made + size, condition(), out + full);
  for (std::size_t i = 0; i < full + condition(); ++i) out[i] = bounded(out[i]);
}

void PictureGan::remake(const float* x, std::size_t n, float* out) const {
  thread_local std::vector<float> scores;
  scores.resize(std::max(scores.size(), n * kColumns));
  score(x, n, scores.data(), out);
}

void PictureGan::translate(const float* x, const float* condition, std::size_t n, float* out) const {
  const std::size_t wide = thumbnail_.small().size() + this->condition();
  std::vector<float> small(wide), latent(this->latent()), made(wide);
  for (std::size_t i = 0; i < n; ++i, x += size(), condition += this->condition(), out += size()) {
    reduce(x, 1, small.data());
    encoder_.forward(small.data(), 1, latent.data());
    translate_rows(generator_, small.data(), latent.data(), condition, 1, wide, made.data());
    put_back(x, made.data(), small.data(), out);
  }
}

void PictureGan::generate(const float* z, std::size_t n, const float* base, float* out) const {
  const std::size_t wide = thumbnail_.small().size() + condition();
  std::vector<float> made(wide), thumbnail(wide);
  reduce(base, 1, thumbnail.data());
  for (std::size_t i = 0; i < n; ++i) {
    make_records(generator_, z + i * generator_.inputs(), 1, wide, made.data());
    put_back(base, made.data(), thumbnail.data(), out + i * size());
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
  const std::size_t size = gan.thumbnail_.small().size(), latent = gan.encoder_.outputs(),
                    condition = gan.condition();
  gan.latents_ = Ellipsoid::load(archive, name + ".latents", latent);
  gan.usual_ = archive.floats(name + ".usual", gan.usual_.size());
  if (gan.encoder_.shape().picture != gan.thumbnail_.small() ||
      gan.generator_.inputs() != latent + condition || gan.generator_.outputs() != size ||
      gan.critic_.inputs() != 2 * size + condition || gan.critic_.outputs() != 1 || !(gan.usual_[1] > 0) ||
      !(gan.usual_[3] > 0))
    fail(Fault::model, "model file: the networks of \"{}\" do not fit together; train the model again", name);
  return gan;
}

}  // namespace discern
