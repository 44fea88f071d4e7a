// Directions in which normal vectors vary, each scaled to a deviation of 1.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/matrix.h"

namespace discern {

// Immutable after construction; apply may be called from any number of threads.
class Whitening {
 public:
  Whitening() = default;
  // rows [n >= 1, width]. The covariance is shrunk towards its mean variance times the identity by Ledoit and
  // Wolf's estimate ("A well-conditioned estimator for large-dimensional covariance matrices", 2004).
  // independent: how many of the n rows are not copies of others; copies do not make the covariance surer.
  Whitening(const Matrix& rows, std::size_t independent);

  std::size_t width() const { return mean_.size(); }
  // x [n, width] -> out [n, width]: coordinates, those of the largest variance first; the sum of their
  // squares is the squared Mahalanobis distance. A row's bits do not depend on n. n is at most kMostRows.
  static constexpr std::size_t kMostRows = 144;
  void apply(const float* x, std::size_t n, float* out) const;

  void save(Archive& archive, const std::string& name) const;
  // Error(model) unless the archive holds one of this width.
  static Whitening load(const Archive& archive, const std::string& name, std::size_t width);

 private:
  std::vector<float> mean_;    // [width]
  std::vector<float> matrix_;  // [width][width]
};

}  // namespace discern
