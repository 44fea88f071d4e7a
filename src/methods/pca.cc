#include "methods/pca.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>

#include "base/fail.h"
#include "kernels/gemm.h"
#include "methods/rows.h"

namespace discern {
namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

const OptionTable<PcaOptions>& pca_options() {
  static const auto table =
      OptionTable<PcaOptions>("method pca")
          .add("variance", &PcaOptions::variance, "SHARE",
               "share of the normal records' variance the kept components exceed", range(0, 1));
  return table;
}

struct Buffers {
  std::vector<float> centred, coordinates, projection;

  void reserve(std::size_t width, std::size_t components) {
    if (centred.size() < kGemmRows * width)
      centred.resize(kGemmRows * width), projection.resize(kGemmRows * width);
    if (coordinates.size() < kGemmRows * components) coordinates.resize(kGemmRows * components);
  }
};

class Pca : public Method {
 public:
  Pca(std::vector<float> mean, Matrix components);

  std::size_t width() const override { return mean_.size(); }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {
        {"reconstruction", "squared distance to the nearest point the principal components can make"}};
    return list;
  }
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float* x, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

 private:
  // Calls use(row, centred, projection) for each row, both less the mean, [width].
  template <class Use>
  void for_projections(const float* x, std::size_t n, Use use) const;
  void project(const float* x, std::size_t rows, Buffers& buffers) const;

  std::vector<float> mean_;
  Matrix components_;              // [components, width], orthonormal rows
  std::vector<float> transposed_;  // [width, components]
};

Pca::Pca(std::vector<float> mean, Matrix components)
    : mean_(std::move(mean)), components_(std::move(components)), transposed_(components_.data.size()) {
  for (std::size_t i = 0; i < components_.rows; ++i)
    for (std::size_t j = 0; j < components_.cols; ++j)
      transposed_[j * components_.rows + i] = components_.row(i)[j];
}

void Pca::project(const float* x, std::size_t rows, Buffers& buffers) const {
  const std::size_t d = width();
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < d; ++j) buffers.centred[i * d + j] = x[i * d + j] - mean_[j];
  gemm(rows, d, components_.rows, buffers.centred.data(), transposed_.data(), 0.0f,
       buffers.coordinates.data());
  gemm(rows, components_.rows, d, buffers.coordinates.data(), components_.data.data(), 0.0f,
       buffers.projection.data());
}

template <class Use>
void Pca::for_projections(const float* x, std::size_t n, Use use) const {
  thread_local Buffers buffers;
  const std::size_t d = width();
  buffers.reserve(d, components_.rows);
  for (std::size_t start = 0; start < n; start += kGemmRows) {
    const std::size_t rows = std::min(kGemmRows, n - start);
    project(x + start * d, rows, buffers);
    for (std::size_t i = 0; i < rows; ++i)
      use(start + i, buffers.centred.data() + i * d, buffers.projection.data() + i * d);
  }
}

void Pca::score(const float* x, std::size_t n, float* out) const {
  for_projections(x, n, [&](std::size_t row, const float* centred, const float* projection) {
    double sum = 0;
    for (std::size_t j = 0; j < width(); ++j) {
      const double residual = double(centred[j]) - double(projection[j]);
      sum += residual * residual;
    }
    out[row] = bounded(sum);
  });
}

void Pca::reference(const float* x, std::size_t n, float* out) const {
  for_projections(x, n, [&](std::size_t row, const float*, const float* projection) {
    for (std::size_t j = 0; j < width(); ++j)
      out[row * width() + j] = bounded(double(projection[j]) + double(mean_[j]));
  });
}

void Pca::save(Archive& archive) const {
  archive.put("mean", {mean_.size()}, mean_);
  save_rows(components_, archive, "components");
}

struct Axes {
  Eigen::VectorXd variances;   // times the number of records, ascending
  Eigen::MatrixXd directions;  // [width, axes], orthonormal columns
};

// Of fewer records than columns, pictures as a rule, the products of records with each other have the same
// eigenvalues, but for zeros, and are the smaller matrix.
Axes principal_axes(const Eigen::MatrixXd& centred) {
  const bool wide = centred.rows() < centred.cols();
  const Eigen::MatrixXd products =
      wide ? Eigen::MatrixXd(centred * centred.transpose()) : Eigen::MatrixXd(centred.transpose() * centred);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(products);
  if (solver.info() != Eigen::Success)
    fail(Fault::data, "normal records: their principal components cannot be found; look for extreme values");
  if (!wide) return {solver.eigenvalues(), solver.eigenvectors()};
  // What is of rounding's size has no direction of its own.
  const double least = 1e-10 * solver.eigenvalues().tail(1)[0];
  const Eigen::Index kept = (solver.eigenvalues().array() > least).count();
  if (kept == 0) return {Eigen::VectorXd::Zero(1), Eigen::MatrixXd::Identity(centred.cols(), 1)};
  const Eigen::VectorXd variances = solver.eigenvalues().tail(kept);
  const Eigen::VectorXd lengths = variances.cwiseSqrt();
  return {variances,
          centred.transpose() * solver.eigenvectors().rightCols(kept) * lengths.cwiseInverse().asDiagonal()};
}

// The fewest leading components whose variance exceeds share of the whole; one at least.
Eigen::Index components_for(const Eigen::VectorXd& ascending, double share) {
  const double total = ascending.cwiseMax(0).sum();
  double kept = 0;
  Eigen::Index count = 0;
  do kept += std::max(0.0, ascending[ascending.size() - ++count]);
  while (count < ascending.size() && kept <= share * total);
  return count;
}

}  // namespace

std::span<const OptionSpec> pca_option_specs() {
  return pca_options().specs();
}

std::unique_ptr<Method> learn_pca(const Matrix& normal, const PcaOptions& options) {
  require_rows(normal);
  const auto width = Eigen::Index(normal.cols);
  const Eigen::Map<const Rows> rows(normal.data.data(), Eigen::Index(normal.rows), width);
  std::vector<float> mean = column_means(normal);
  const Eigen::Map<const Eigen::RowVectorXf> centre(mean.data(), width);
  const Axes axes = principal_axes(rows.cast<double>().rowwise() - centre.cast<double>());
  const Eigen::Index count = components_for(axes.variances, options.variance);
  Matrix components(std::size_t(count), normal.cols);
  Eigen::Map<Rows>(components.data.data(), count, width) =
      axes.directions.rightCols(count).transpose().cast<float>();
  return std::make_unique<Pca>(std::move(mean), std::move(components));
}

std::unique_ptr<Method> learn_pca(const Matrix& normal, const std::map<std::string, std::string>& settings,
                                  std::uint64_t, Json& resolved) {
  const PcaOptions options = pca_options().from(settings);
  resolved = pca_options().save(options);
  return learn_pca(normal, options);
}

std::unique_ptr<Method> load_pca(const Archive& archive) {
  Matrix components = load_rows(archive, "components");
  std::vector<float> mean = archive.floats("mean", components.cols);
  return std::make_unique<Pca>(std::move(mean), std::move(components));
}

}  // namespace discern
