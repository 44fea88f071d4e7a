// What methods of pictures see of a residual: its log energies by scale, direction and place. Diseased tissue
// may be smoother than normal one and then leaves too little rather than too much, so that scores must be
// able to look at both sides.
#pragma once

#include <cstddef>

#include "methods/picture_features.h"

namespace discern {

// PictureFeatures of a residual in place of a picture; a side that is too short is made longer by a whole
// number.
// Immutable: const members may be called from any number of threads.
class ResidualFeatures {
 public:
  ResidualFeatures() = default;
  explicit ResidualFeatures(const PictureShape& picture);

  std::size_t size() const { return features_.size(); }

  // residual [channels, height, width], finite -> out [size()], finite.
  void measure(const float* residual, float* out) const;

 private:
  PictureShape picture_;
  std::size_t tall_ = 1, wide_ = 1;  // how many times
  PictureFeatures features_;
};

}  // namespace discern
