// Large pictures for networks that look at small ones.
#pragma once

#include <cstddef>

#include "base/picture_shape.h"

namespace discern {

// A picture whose sides are divided by a whole number, 1 where the shorter one is below 64 pixels, so that it
// has 32 to 63. Immutable.
class Thumbnail {
 public:
  Thumbnail() = default;
  explicit Thumbnail(const PictureShape& shape);

  const PictureShape& full() const { return full_; }
  const PictureShape& small() const { return small_; }

  // x [full().size()] -> out [small().size()]: the means of blocks.
  void reduce(const float* x, float* out) const;
  // out [full().size()] += change [small().size()], linear between the blocks' middles.
  void add_enlarged(const float* change, float* out) const;

 private:
  PictureShape full_, small_;
};

}  // namespace discern
