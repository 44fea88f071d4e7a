// How much a picture's residual holds at which scale and where, on a logarithmic scale. Diseased tissue may
// be smoother than normal one and then leaves too little rather than too much, so that scores must be able to
// look at both sides.
#pragma once

#include <cstddef>
#include <vector>

#include "base/picture_shape.h"

namespace discern {

class ResidualBands {
 public:
  ResidualBands() = default;
  explicit ResidualBands(PictureShape picture);

  // Bands, each over the whole picture and over its four quarters.
  std::size_t size() const { return 5 * (levels_ + 1); }

  // residual [channels, height, width], finite -> out [size()]. A band is the mean square of what means over
  // squares of 2 take away, halving the picture until a side is below 4; the last is what is left. As
  // log(. + 1e-6).
  void measure(const float* residual, float* out) const;

 private:
  PictureShape picture_;
  std::size_t levels_ = 0;
};

}  // namespace discern
