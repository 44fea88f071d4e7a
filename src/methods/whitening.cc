#include "methods/whitening.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>

#include "kernels/gemm.h"

namespace discern {
namespace {

// Of rows that are all the same no direction has a variance.
constexpr double kLeastVariance = 1e-6;

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// How far the covariance of centred rows is shrunk, [0, 1].
double shrinkage_of(const Eigen::MatrixXd& centred, const Eigen::MatrixXd& covariance, double variance,
                    double independent) {
  const auto width = double(covariance.rows()), n = double(centred.rows());
  const double size = covariance.squaredNorm();
  const double distance = size - width * variance * variance;  // to variance times the identity
  // The mean of |x x' - S|^2 over the rows is that of |x|^4, less |S|^2.
  const double error = (centred.rowwise().squaredNorm().array().square().sum() / n - size) / independent;
  return distance > 0 ? std::clamp(error / distance, 0.0, 1.0) : 1;
}

}  // namespace

Whitening::Whitening(const Matrix& rows, std::size_t independent) {
  const auto width = Eigen::Index(rows.cols);
  const Eigen::Map<const Rows> all(rows.data.data(), Eigen::Index(rows.rows), width);
  Eigen::MatrixXd centred = all.cast<double>();
  const Eigen::RowVectorXd mean = centred.colwise().mean();
  centred.rowwise() -= mean;
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(width, width);
  covariance.selfadjointView<Eigen::Lower>().rankUpdate(centred.transpose(), 1.0 / double(rows.rows));
  covariance.triangularView<Eigen::StrictlyUpper>() = covariance.transpose();
  const double variance = covariance.trace() / double(width);
  const double shrinkage = shrinkage_of(centred, covariance, variance, double(independent));
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  const Eigen::VectorXd variances =
      (((1 - shrinkage) * solver.eigenvalues()).array() + shrinkage * variance).max(kLeastVariance).reverse();
  const Eigen::MatrixXd directions = solver.eigenvectors().rowwise().reverse();

  mean_.resize(rows.cols);
  matrix_.resize(rows.cols * rows.cols);
  Eigen::Map<Eigen::RowVectorXf>(mean_.data(), width) = mean.cast<float>();
  Eigen::Map<Rows>(matrix_.data(), width, width) =
      (directions * variances.cwiseSqrt().cwiseInverse().asDiagonal()).cast<float>();
}

void Whitening::apply(const float* x, std::size_t n, float* out) const {
  thread_local std::vector<float> centred;
  const std::size_t d = width();
  centred.resize(std::max(centred.size(), kMostRows * d));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < d; ++j) centred[i * d + j] = x[i * d + j] - mean_[j];
  gemm(n, d, d, centred.data(), matrix_.data(), 0.0f, out);
}

void Whitening::save(Archive& archive, const std::string& name) const {
  archive.put(name + ".mean", {width()}, mean_);
  archive.put(name + ".matrix", {width(), width()}, matrix_);
}

Whitening Whitening::load(const Archive& archive, const std::string& name, std::size_t width) {
  Whitening whitening;
  whitening.mean_ = archive.floats(name + ".mean", width);
  whitening.matrix_ = archive.floats(name + ".matrix", width * width);
  return whitening;
}

}  // namespace discern
