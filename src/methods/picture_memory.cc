#include "methods/picture_memory.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/fail.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 64;
constexpr std::size_t kUsualSide = 28;
constexpr std::size_t kLeadingDirections = 30;
constexpr float kLeastScale = 1e-3f;
constexpr double kFloor = 0.01;  // keeps the logarithm of a distance of 0 near those of small ones

// picture, with each plane moved by (down, right) pixels, the border replicated.
void shift(const float* picture, const PictureShape& shape, std::ptrdiff_t down, std::ptrdiff_t right,
           float* out) {
  const auto height = std::ptrdiff_t(shape.height), width = std::ptrdiff_t(shape.width);
  for (std::size_t c = 0; c < shape.channels; ++c, picture += shape.pixels())
    for (std::ptrdiff_t y = 0; y < height; ++y) {
      const float* const row = picture + std::clamp<std::ptrdiff_t>(y - down, 0, height - 1) * width;
      for (std::ptrdiff_t x = 0; x < width; ++x)
        *out++ = row[std::clamp<std::ptrdiff_t>(x - right, 0, width - 1)];
    }
}

// Features of every picture and its shifted copies, [kCopies n, features].
Matrix features_of(const Matrix& normal, const PictureFeatures& features) {
  constexpr std::ptrdiff_t kMoves[PictureMemory::kCopies][2] = {{0, 0}, {-1, 0}, {1, 0}, {0, -1}, {0, 1}};
  const PictureShape& shape = features.shape();
  const auto step =
      std::ptrdiff_t(std::max<std::size_t>(1, std::min(shape.height, shape.width) / kUsualSide));
  Matrix out(normal.rows * PictureMemory::kCopies, features.size());
  std::vector<float> moved(shape.size());
  float* to = out.data.data();
  for (std::size_t i = 0; i < normal.rows; ++i)
    for (const auto& move : kMoves) {
      shift(normal.row(i), shape, step * move[0], step * move[1], moved.data());
      features.compute(moved.data(), 1, to);
      to += features.size();
    }
  return out;
}

bool all_are_used(const std::vector<std::uint32_t>& folds) {
  std::array<bool, PictureMemory::kFolds> used{};
  for (const std::uint32_t fold : folds) {
    if (fold >= used.size()) return false;
    used[fold] = true;
  }
  return std::all_of(used.begin(), used.end(), [](bool v) { return v; });
}

float log_of(double value) {
  return float(std::log(std::min(value, 1e30) + kFloor));
}

float mean_square(const float* values, std::size_t from, std::size_t to) {
  double sum = 0;
  for (std::size_t i = from; i < to; ++i) sum += double(values[i]) * double(values[i]);
  return log_of(sum / double(std::max<std::size_t>(1, to - from)));
}

void put_mahalanobis(const float* white, std::size_t width, float* out) {
  const std::size_t half = width / 2, leading = std::min(kLeadingDirections, half);
  out[PictureMemory::kTotal] = mean_square(white, 0, width);
  out[PictureMemory::kLeading] = mean_square(white, 0, leading);
  out[PictureMemory::kMiddle] = mean_square(white, leading, half);
  out[PictureMemory::kRest] = mean_square(white, half, width);
}

}  // namespace

struct PictureMemory::Tile {
  std::vector<float> white;
  std::vector<std::uint32_t> index;
  std::array<std::vector<double>, kFolds> parts;  // [n, kNeighbours] distances to the rows of each fold
  std::vector<double> distance;                   // [n, kNeighbours]

  explicit Tile(std::size_t width)
      : white(kTile * width), index(kTile * kNeighbours), distance(kTile * kNeighbours) {
    for (auto& part : parts) part.resize(kTile * kNeighbours);
  }
};

std::vector<std::uint32_t> PictureMemory::folds_in_turn(std::size_t n) {
  std::vector<std::uint32_t> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = std::uint32_t(i % kFolds);
  return out;
}

Matrix PictureMemory::rows_of(std::size_t fold, bool inside) const {
  Matrix out(0, rows_.cols);
  for (std::size_t i = 0; i < rows_.rows; ++i) {
    if ((folds_[i / kCopies] == fold) != inside) continue;
    out.data.insert(out.data.end(), rows_.row(i), rows_.row(i) + rows_.cols);
    ++out.rows;
  }
  return out;
}

PictureMemory::PictureMemory(const Matrix& normal, const PictureShape& shape,
                             std::vector<std::uint32_t> folds)
    : features_(shape), folds_(std::move(folds)) {
  if (normal.rows < kLeast)
    fail(Fault::data, "the normal pictures: {} found, expected at least {}; add more", normal.rows, kLeast);
  rows_ = features_of(normal, features_);
  const std::size_t width = features_.size();
  mean_.resize(width);
  scale_.resize(width);
  for (std::size_t j = 0; j < width; ++j) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < normal.rows; ++i) sum += double(rows_.row(i * kCopies)[j]);
    const double mean = sum / double(normal.rows);
    for (std::size_t i = 0; i < normal.rows; ++i) {
      const double difference = double(rows_.row(i * kCopies)[j]) - mean;
      squares += difference * difference;
    }
    mean_[j] = float(mean);
    scale_[j] = 1 / (float(std::sqrt(squares / double(normal.rows))) + kLeastScale);
  }
  standardise(rows_);
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const Matrix others = rows_of(fold, false);
    whitening_.emplace_back(others, others.rows / kCopies);
  }
  build_banks();
  learn_scale();
}

void PictureMemory::standardise(Matrix& rows) const {
  for (std::size_t i = 0; i < rows.rows; ++i)
    for (std::size_t j = 0; j < rows.cols; ++j) rows.row(i)[j] = (rows.row(i)[j] - mean_[j]) * scale_[j];
}

void PictureMemory::build_banks() {
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    parts_.emplace_back(rows_of(fold, true));
    const Matrix others = rows_of(fold, false);
    Matrix white(others.rows, others.cols);
    for (std::size_t i = 0; i < others.rows; i += Whitening::kMostRows)
      whitening_[fold].apply(others.row(i), std::min(Whitening::kMostRows, others.rows - i), white.row(i));
    whitened_.emplace_back(std::move(white));
  }
}

void PictureMemory::learn_scale() {
  const std::size_t n = size();
  Matrix evidence(n, kEvidences);
  Matrix z(kTile, rows_.cols);
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t count = std::min(kTile, n - start);
    std::vector<std::uint32_t> fold;
    for (std::size_t i = 0; i < count; ++i) {
      fold.push_back(folds_[start + i]);
      std::copy_n(rows_.row((start + i) * kCopies), rows_.cols, z.row(i));
    }
    measure_tile(z.data.data(), count, fold.data(), evidence.row(start));
  }
  usual_ = column_means(evidence);
  deviation_.resize(kEvidences);
  for (std::size_t j = 0; j < kEvidences; ++j) {
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double difference = double(evidence.row(i)[j]) - double(usual_[j]);
      squares += difference * difference;
    }
    deviation_[j] = float(std::sqrt(squares / double(n))) + kLeastScale;
  }
}

void PictureMemory::nearest_parts(const float* z, std::size_t n, Tile& tile) const {
  for (std::size_t part = 0; part < kFolds; ++part)
    parts_[part].nearest(z, n, kNeighbours, tile.index.data(), tile.parts[part].data());
}

void PictureMemory::whitened(std::size_t fold, const float* z, std::size_t n, Tile& tile) const {
  whitening_[fold].apply(z, n, tile.white.data());
  whitened_[fold].nearest(tile.white.data(), n, kNeighbours, tile.index.data(), tile.distance.data());
}

void PictureMemory::measure_tile(const float* z, std::size_t n, const std::uint32_t* fold, float* out) const {
  thread_local Tile tile(0);
  const std::size_t width = features_.size();
  if (tile.white.size() < kTile * width) tile = Tile(width);
  const double root = std::sqrt(double(width));
  std::fill_n(out, n * kEvidences, 0.0f);
  nearest_parts(z, n, tile);
  const auto judges = [&](std::size_t f, std::size_t i) { return !fold || fold[i] == kAll || fold[i] == f; };
  std::array<float, kEvidences> own;
  std::array<double, (kFolds - 1) * kNeighbours> merged;
  for (std::size_t f = 0; f < kFolds; ++f) {
    bool any = false;
    for (std::size_t i = 0; i < n; ++i) any = any || judges(f, i);
    if (!any) continue;
    whitened(f, z, n, tile);
    for (std::size_t i = 0; i < n; ++i) {
      if (!judges(f, i)) continue;
      auto end = merged.begin();
      for (std::size_t part = 0; part < kFolds; ++part)
        if (part != f)
          end = std::copy_n(tile.parts[part].begin() + std::ptrdiff_t(i * kNeighbours), kNeighbours, end);
      std::partial_sort(merged.begin(), merged.begin() + kNeighbours, merged.end());
      for (std::size_t k = 0; k < kNeighbours; ++k) {
        own[kStandardised + k] = log_of(merged[k] / root);
        own[kWhitened + k] = log_of(tile.distance[i * kNeighbours + k] / root);
      }
      put_mahalanobis(tile.white.data() + i * width, width, own.data());
      const float share = fold && fold[i] == f ? 1.0f : 1.0f / kFolds;
      for (std::size_t j = 0; j < kEvidences; ++j) out[i * kEvidences + j] += share * own[j];
    }
  }
}

void PictureMemory::measure(const float* x, std::size_t n, const std::uint32_t* fold, float* out) const {
  thread_local Matrix z;
  const std::size_t width = features_.size();
  for (std::size_t start = 0; start < n; start += kTile) {
    z = Matrix(std::min(kTile, n - start), width);
    features_.compute(x + start * features_.shape().size(), z.rows, z.data.data());
    standardise(z);
    float* const to = out + start * kEvidences;
    measure_tile(z.data.data(), z.rows, fold ? fold + start : nullptr, to);
    for (std::size_t i = 0; i < z.rows * kEvidences; ++i) {
      const std::size_t j = i % kEvidences;
      to[i] = (to[i] - usual_[j]) / deviation_[j];
    }
  }
}

void PictureMemory::save(Archive& archive, const std::string& prefix) const {
  save_rows(rows_, archive, prefix + "memory");
  if (folds_ != folds_in_turn(size()))
    archive.put(prefix + "memory.folds", {folds_.size()}, std::vector<float>(folds_.begin(), folds_.end()));
  archive.put(prefix + "features.mean", {mean_.size()}, mean_);
  archive.put(prefix + "features.scale", {scale_.size()}, scale_);
  archive.put(prefix + "evidence.mean", {usual_.size()}, usual_);
  archive.put(prefix + "evidence.deviation", {deviation_.size()}, deviation_);
  for (std::size_t fold = 0; fold < kFolds; ++fold)
    whitening_[fold].save(archive, prefix + "whitening" + std::to_string(fold));
}

PictureMemory PictureMemory::load(const Archive& archive, const PictureShape& shape,
                                  const std::string& prefix) {
  PictureMemory memory;
  memory.features_ = PictureFeatures(shape);
  const std::size_t width = memory.features_.size();
  memory.rows_ = load_rows(archive, prefix + "memory");
  memory.folds_ = folds_in_turn(memory.size());
  if (archive.tensors.contains(prefix + "memory.folds")) {
    memory.folds_.clear();
    for (const float v : archive.floats(prefix + "memory.folds", memory.size()))
      memory.folds_.push_back(v >= 0 && v < float(kFolds) ? std::uint32_t(v) : std::uint32_t(kFolds));
  }
  memory.mean_ = archive.floats(prefix + "features.mean", width);
  memory.scale_ = archive.floats(prefix + "features.scale", width);
  memory.usual_ = archive.floats(prefix + "evidence.mean", kEvidences);
  memory.deviation_ = archive.floats(prefix + "evidence.deviation", kEvidences);
  const bool sound =
      memory.rows_.cols == width && memory.rows_.rows % kCopies == 0 && memory.size() >= kLeast &&
      all_are_used(memory.folds_) &&
      std::all_of(memory.deviation_.begin(), memory.deviation_.end(), [](float v) { return v > 0; });
  if (!sound) fail(Fault::model, "model file: the memory of pictures is impossible; train the model again");
  for (std::size_t fold = 0; fold < kFolds; ++fold)
    memory.whitening_.push_back(Whitening::load(archive, prefix + "whitening" + std::to_string(fold), width));
  memory.build_banks();
  return memory;
}

}  // namespace discern
