// What a row of numbers that is a picture looks like.
#pragma once

#include <cstddef>

namespace discern {

// The pixels of a picture stand plane by plane, a plane row by row: [channels, height, width]. Prepared
// pictures are linear in what was measured, 0 black and 1 white; brighter and darker ones go beyond.
struct PictureShape {
  std::size_t height = 0, width = 0, channels = 0;  // all 0: the row is no picture

  std::size_t pixels() const { return height * width; }
  std::size_t size() const { return pixels() * channels; }
  explicit operator bool() const { return size() > 0; }
  bool operator==(const PictureShape&) const = default;
};

}  // namespace discern
