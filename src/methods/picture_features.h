// The fixed front end of methods for pictures: logarithms of band energies, two-sided evidence of how much
// structure of which size and direction stands where.
#pragma once

#include <cstddef>
#include <vector>

#include "base/picture_shape.h"

namespace discern {

// Of the luma u = 0.2 (x - m) / (s + 0.01), m and s its mean and deviation, with Gaussians g_i of sigma 0,
// 0.7, 1.4, 2.8 pixels (and one more an octave for each doubling of the shorter side from 28 on), borders
// replicated: the energies (g_i - g_i+1)^2 of the bands; of each g_i but the first and the last the squared
// central differences along 0, 45, 90 and 135 degrees, and the squared second ones. The mean of each energy
// over the cells of a 1 x 1, 2 x 2 and 4 x 4 grid as log(. + 1e-6); the 4 x 4 means of the widest Gaussian;
// m and log(s + 0.001). 417 numbers at 28 x 28. Of several channels, each one's mean, log(deviation + 0.001)
// and 4 x 4 means of its difference from the luma besides.
// Immutable: const members may be called from any number of threads.
class PictureFeatures {
 public:
  static constexpr std::size_t kLeastSide = 16, kMostSide = 1024;
  static constexpr std::size_t kPlaces = 14;    // rows and columns of the dense map
  static constexpr std::size_t kChannels = 13;  // of the dense map

  PictureFeatures() = default;
  // Error(data) for sides that are not kLeastSide to kMostSide.
  explicit PictureFeatures(const PictureShape& shape);

  const PictureShape& shape() const { return shape_; }
  std::size_t size() const;

  // x [n, shape().size()], finite -> out [n, size()], finite. A picture's bits do not depend on the others.
  void compute(const float* x, std::size_t n, float* out) const;

  // x, one picture -> out [kPlaces, kPlaces, kChannels]: the logarithms of the three finest bands and of the
  // first differences at the two finest Gaussians near each place of a grid, and the two widest Gaussians.
  void dense(const float* x, float* out) const;

 private:
  struct Scratch;
  void luma(const float* x, float* out) const;
  // u and the Gaussians of it; m and s.
  void levels(const float* x, Scratch& scratch) const;
  float* colours(const float* x, const Scratch& scratch, float* out) const;

  PictureShape shape_;
  std::vector<std::vector<float>> gaussians_;  // weights of g_1, g_2, ...
};

}  // namespace discern
