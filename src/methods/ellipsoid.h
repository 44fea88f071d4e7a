// The cloud normal vectors form: their mean, spread and correlations.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/matrix.h"

namespace discern {

// Immutable after construction; distance may be called from any number of threads.
class Ellipsoid {
 public:
  Ellipsoid() = default;
  // normal has at least one row. Correlations are shrunk towards none by `shrinkage` in [0, 1], so that
  // few rows do not make a direction look impossible; above 0 the matrix can always be inverted.
  Ellipsoid(const Matrix& normal, double shrinkage);

  std::size_t width() const { return mean_.size(); }

  // x [n, width] -> out [n]: squared Mahalanobis distance over width, about 1 for normal vectors. n <= 128.
  // A row's bits do not depend on n. Not finite if x is beyond what floats can square.
  void distance(const float* x, std::size_t n, float* out) const;

  void save(Archive& archive, const std::string& name) const;
  // Error(model) unless the archive holds one of this width.
  static Ellipsoid load(const Archive& archive, const std::string& name, std::size_t width);

 private:
  std::vector<float> mean_;       // [width]
  std::vector<float> whitening_;  // [width][width]: (x - mean) whitening has unit covariance
};

}  // namespace discern
