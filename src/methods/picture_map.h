// Where a picture is strange: its local band energies against those of normal pictures at the same place.
#pragma once

#include <cstddef>
#include <vector>

#include "base/archive.h"
#include "base/matrix.h"
#include "methods/picture_features.h"

namespace discern {

// Immutable after construction; const members may be called from any number of threads.
class PictureMap {
 public:
  PictureMap() = default;
  // normal [n >= 2, pixels of all channels]; differences: [n, pixels] of normal pictures to what they are
  // held against (difference()), or none.
  PictureMap(const Matrix& normal, const Matrix& differences, const PictureFeatures& features);

  // x, one picture, and its difference [pixels], null without -> out [pixels]: log(1 + e^z) of the sum z of
  // two evidences, each less its mean on normal pictures at that place, in its deviation: the log Mahalanobis
  // distance of PictureFeatures::dense, linear between places; and the difference. Finite, from 0.
  void compute(const PictureFeatures& features, const float* x, const float* difference, float* out) const;

  void save(Archive& archive, const std::string& name) const;
  static PictureMap load(const Archive& archive, const std::string& name, const PictureFeatures& features);

  // |x - made| of a picture, the mean of its channels, smoothed over a 28th of the shorter side: [pixels].
  static void difference(const float* x, const float* made, const PictureShape& shape, float* out);

 private:
  void distances(const float* dense, float* out) const;

  std::vector<float> mean_, whitening_;   // [places, channels], [places, channels, channels]
  std::vector<float> usual_, deviation_;  // [places] of the distances
  std::vector<float> difference_usual_, difference_deviation_;  // [pixels], or none
};

}  // namespace discern
