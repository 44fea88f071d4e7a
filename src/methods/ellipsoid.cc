#include "methods/ellipsoid.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>

#include "kernels/gemm.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 128;
// Rows held in doubles at once.
constexpr Eigen::Index kCentred = 8192;
// A direction in which normal vectors hardly move must not outweigh all others: this share of the usual
// spread.
constexpr double kLeastSpread = 0.02;

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::VectorXd spread_of(const Eigen::MatrixXd& covariance) {
  const Eigen::VectorXd spread = covariance.diagonal().cwiseMax(0).cwiseSqrt();
  const double usual = std::sqrt(std::max(spread.squaredNorm() / double(spread.size()), 1e-12));
  return spread.cwiseMax(kLeastSpread * usual);
}

}  // namespace

Ellipsoid::Ellipsoid(const Matrix& normal, double shrinkage) {
  const auto width = Eigen::Index(normal.cols);
  const Eigen::Map<const Rows> rows(normal.data.data(), Eigen::Index(normal.rows), width);
  const Eigen::RowVectorXd mean = rows.cast<double>().colwise().mean();
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(width, width);
  for (Eigen::Index start = 0; start < rows.rows(); start += kCentred) {
    const Eigen::MatrixXd centred =
        rows.middleRows(start, std::min(kCentred, rows.rows() - start)).cast<double>().rowwise() - mean;
    covariance.noalias() += centred.transpose() * centred;
  }
  covariance /= double(normal.rows);
  const Eigen::VectorXd scale = spread_of(covariance).cwiseInverse();

  Eigen::MatrixXd correlation = (1 - shrinkage) * (scale.asDiagonal() * covariance * scale.asDiagonal());
  correlation.diagonal().setOnes();
  const Eigen::LLT<Eigen::MatrixXd> factor(correlation);
  // x' C^-1 x = |L^-1 x|^2, and rows stand left of the matrix here.
  const Eigen::MatrixXd whitening =
      scale.asDiagonal() * factor.matrixL().solve(Eigen::MatrixXd::Identity(width, width)).transpose().eval();

  mean_.resize(normal.cols);
  whitening_.resize(normal.cols * normal.cols);
  Eigen::Map<Eigen::RowVectorXf>(mean_.data(), width) = mean.cast<float>();
  Eigen::Map<Rows>(whitening_.data(), width, width) = whitening.cast<float>();
}

void Ellipsoid::distance(const float* x, std::size_t n, float* out) const {
  thread_local std::vector<float> centred, white;
  const std::size_t d = width();
  if (centred.size() < kTile * d) centred.resize(kTile * d), white.resize(kTile * d);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < d; ++j) centred[i * d + j] = x[i * d + j] - mean_[j];
  gemm(n, d, d, centred.data(), whitening_.data(), 0.0f, white.data());
  for (std::size_t i = 0; i < n; ++i) {
    float sum = 0;
    for (std::size_t j = 0; j < d; ++j) sum += white[i * d + j] * white[i * d + j];
    out[i] = sum / float(d);
  }
}

void Ellipsoid::save(Archive& archive, const std::string& name) const {
  archive.put(name + ".mean", {width()}, mean_);
  archive.put(name + ".whitening", {width(), width()}, whitening_);
}

Ellipsoid Ellipsoid::load(const Archive& archive, const std::string& name, std::size_t width) {
  Ellipsoid ellipsoid;
  ellipsoid.mean_ = archive.floats(name + ".mean", width);
  ellipsoid.whitening_ = archive.floats(name + ".whitening", width * width);
  return ellipsoid;
}

}  // namespace discern
