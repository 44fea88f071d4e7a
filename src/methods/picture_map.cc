#include "methods/picture_map.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>

#include "base/fail.h"
#include "kernels/gaussian.h"

namespace discern {
namespace {

constexpr std::size_t kSide = PictureFeatures::kPlaces, kPlaces = kSide * kSide;
constexpr std::size_t kChannels = PictureFeatures::kChannels;
constexpr double kShrinkage = 0.1;  // of correlations towards none
constexpr double kLeastSpread = 0.05, kFloor = 0.01;
constexpr float kLeastDeviation = 1e-2f, kMost = 1e6f;
constexpr double kSmoothing = 1.0 / 28;

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Mean and deviation of each column.
void spread_of(const Matrix& rows, std::vector<float>& mean, std::vector<float>& deviation) {
  const Eigen::Map<const Rows> all(rows.data.data(), Eigen::Index(rows.rows), Eigen::Index(rows.cols));
  const Eigen::RowVectorXd centre = all.cast<double>().colwise().mean();
  const Eigen::RowVectorXd squares = all.cast<double>().array().square().colwise().mean();
  mean.resize(rows.cols);
  deviation.resize(rows.cols);
  for (std::size_t j = 0; j < rows.cols; ++j) {
    const auto at = Eigen::Index(j);
    mean[j] = float(centre[at]);
    deviation[j] = float(std::sqrt(std::max(squares[at] - centre[at] * centre[at], 0.0))) + kLeastDeviation;
  }
}

// rows [n, channels] of one place -> its mean and the matrix that takes spread and correlations out.
void whiten(const Eigen::MatrixXd& rows, float* mean, float* whitening) {
  const Eigen::RowVectorXd centre = rows.colwise().mean();
  const Eigen::MatrixXd centred = rows.rowwise() - centre;
  Eigen::MatrixXd covariance = centred.transpose() * centred / double(rows.rows());
  covariance.diagonal().array() += kLeastSpread * kLeastSpread;
  const Eigen::VectorXd variance = covariance.diagonal();
  covariance *= 1 - kShrinkage;
  covariance.diagonal() = variance;
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  const Eigen::MatrixXd inverse =
      factor.matrixL().solve(Eigen::MatrixXd::Identity(rows.cols(), rows.cols())).transpose();
  Eigen::Map<Eigen::RowVectorXf>(mean, rows.cols()) = centre.cast<float>();
  Eigen::Map<Rows>(whitening, rows.cols(), rows.cols()) = inverse.cast<float>();
}

// The value of a grid [kSide, kSide] at a pixel, linear between the middles of its cells.
float between(const float* grid, std::size_t y, std::size_t x, const PictureShape& shape) {
  const auto place = [](std::size_t at, std::size_t side) {
    return std::clamp((double(at) + 0.5) * double(kSide) / double(side) - 0.5, 0.0, double(kSide - 1));
  };
  const double v = place(y, shape.height), u = place(x, shape.width);
  const auto top = std::size_t(v), left = std::size_t(u);
  const std::size_t bottom = std::min(top + 1, kSide - 1), right = std::min(left + 1, kSide - 1);
  const double down = v - double(top), along = u - double(left);
  return float((1 - down) * ((1 - along) * double(grid[top * kSide + left]) +
                             along * double(grid[top * kSide + right])) +
               down * ((1 - along) * double(grid[bottom * kSide + left]) +
                       along * double(grid[bottom * kSide + right])));
}

bool positive(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return v > 0; });
}

}  // namespace

PictureMap::PictureMap(const Matrix& normal, const Matrix& differences, const PictureFeatures& features)
    : mean_(kPlaces * kChannels), whitening_(kPlaces * kChannels * kChannels) {
  Matrix dense(normal.rows, kPlaces * kChannels), distance(normal.rows, kPlaces);
  for (std::size_t i = 0; i < normal.rows; ++i) features.dense(normal.row(i), dense.row(i));
  for (std::size_t place = 0; place < kPlaces; ++place) {
    Eigen::MatrixXd rows(Eigen::Index(normal.rows), Eigen::Index(kChannels));
    for (std::size_t i = 0; i < normal.rows; ++i)
      for (std::size_t c = 0; c < kChannels; ++c)
        rows(Eigen::Index(i), Eigen::Index(c)) = double(dense.row(i)[place * kChannels + c]);
    whiten(rows, mean_.data() + place * kChannels, whitening_.data() + place * kChannels * kChannels);
  }
  for (std::size_t i = 0; i < normal.rows; ++i) distances(dense.row(i), distance.row(i));
  spread_of(distance, usual_, deviation_);
  if (differences.rows > 0) spread_of(differences, difference_usual_, difference_deviation_);
}

void PictureMap::distances(const float* dense, float* out) const {
  for (std::size_t place = 0; place < kPlaces; ++place) {
    const float* const mean = mean_.data() + place * kChannels;
    const float* const whitening = whitening_.data() + place * kChannels * kChannels;
    std::array<double, kChannels> white{};
    for (std::size_t c = 0; c < kChannels; ++c) {
      const double centred = double(dense[place * kChannels + c]) - double(mean[c]);
      for (std::size_t d = 0; d < kChannels; ++d) white[d] += centred * double(whitening[c * kChannels + d]);
    }
    double sum = 0;
    for (const double v : white) sum += v * v;
    out[place] = float(std::log(sum / double(kChannels) + kFloor));
  }
}

void PictureMap::compute(const PictureFeatures& features, const float* x, const float* difference,
                         float* out) const {
  std::array<float, kPlaces * kChannels> dense;
  std::array<float, kPlaces> evidence;
  const PictureShape& shape = features.shape();
  features.dense(x, dense.data());
  distances(dense.data(), evidence.data());
  for (std::size_t i = 0; i < kPlaces; ++i) evidence[i] = (evidence[i] - usual_[i]) / deviation_[i];
  const bool both = difference && !difference_usual_.empty();
  for (std::size_t i = 0; i < shape.pixels(); ++i) {
    double z = double(between(evidence.data(), i / shape.width, i % shape.width, shape));
    if (both) z += double((difference[i] - difference_usual_[i]) / difference_deviation_[i]);
    out[i] = std::min(kMost, float(std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z)))));
  }
}

void PictureMap::difference(const float* x, const float* made, const PictureShape& shape, float* out) {
  std::fill_n(out, shape.pixels(), 0.0f);
  for (std::size_t i = 0; i < shape.size(); ++i)
    out[i % shape.pixels()] += std::abs(x[i] - made[i]) / float(shape.channels);
  smooth(out, shape.height, shape.width,
         gaussian_weights(kSmoothing * double(std::min(shape.height, shape.width))), out);
}

void PictureMap::save(Archive& archive, const std::string& name) const {
  archive.put(name + ".mean", {kPlaces, kChannels}, mean_);
  archive.put(name + ".whitening", {kPlaces, kChannels, kChannels}, whitening_);
  archive.put(name + ".usual", {kPlaces}, usual_);
  archive.put(name + ".deviation", {kPlaces}, deviation_);
  if (difference_usual_.empty()) return;
  archive.put(name + ".difference_usual", {difference_usual_.size()}, difference_usual_);
  archive.put(name + ".difference_deviation", {difference_usual_.size()}, difference_deviation_);
}

PictureMap PictureMap::load(const Archive& archive, const std::string& name,
                            const PictureFeatures& features) {
  PictureMap map;
  map.mean_ = archive.floats(name + ".mean", kPlaces * kChannels);
  map.whitening_ = archive.floats(name + ".whitening", kPlaces * kChannels * kChannels);
  map.usual_ = archive.floats(name + ".usual", kPlaces);
  map.deviation_ = archive.floats(name + ".deviation", kPlaces);
  if (archive.tensors.contains(name + ".difference_usual")) {
    map.difference_usual_ = archive.floats(name + ".difference_usual", features.shape().pixels());
    map.difference_deviation_ = archive.floats(name + ".difference_deviation", features.shape().pixels());
  }
  if (!positive(map.deviation_) || !positive(map.difference_deviation_))
    fail(Fault::model, "model file: a deviation of \"{}\" is not positive; train the model again", name);
  return map;
}

}  // namespace discern
