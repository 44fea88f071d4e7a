#include "methods/thumbnail.h"

#include <algorithm>
#include <cmath>

namespace discern {
namespace {

constexpr std::size_t kSide = 32;

std::size_t border(std::size_t block, std::size_t blocks, std::size_t side) {
  return block * side / blocks;
}

// The two blocks a pixel lies between and the share of the second.
struct Place {
  std::size_t first, second;
  float share;
};

Place place_of(std::size_t at, std::size_t side, std::size_t blocks) {
  const double exact =
      std::clamp((double(at) + 0.5) * double(blocks) / double(side) - 0.5, 0.0, double(blocks - 1));
  const auto first = std::size_t(exact);
  return {first, std::min(first + 1, blocks - 1), float(exact - double(first))};
}

}  // namespace

Thumbnail::Thumbnail(const PictureShape& shape) : full_(shape), small_(shape) {
  const std::size_t factor = std::max<std::size_t>(1, std::min(shape.height, shape.width) / kSide);
  small_.height /= factor;
  small_.width /= factor;
}

void Thumbnail::reduce(const float* x, float* out) const {
  if (full_ == small_) {
    std::copy_n(x, full_.size(), out);
    return;
  }
  for (std::size_t c = 0; c < full_.channels; ++c, x += full_.pixels())
    for (std::size_t r = 0; r < small_.height; ++r)
      for (std::size_t s = 0; s < small_.width; ++s) {
        const std::size_t top = border(r, small_.height, full_.height),
                          bottom = border(r + 1, small_.height, full_.height),
                          left = border(s, small_.width, full_.width),
                          right = border(s + 1, small_.width, full_.width);
        float sum = 0;
        for (std::size_t y = top; y < bottom; ++y)
          for (std::size_t v = left; v < right; ++v) sum += x[y * full_.width + v];
        *out++ = sum / float((bottom - top) * (right - left));
      }
}

void Thumbnail::add_enlarged(const float* change, float* out) const {
  for (std::size_t c = 0; c < full_.channels; ++c, change += small_.pixels())
    for (std::size_t y = 0; y < full_.height; ++y) {
      const Place row = place_of(y, full_.height, small_.height);
      const float* const above = change + row.first * small_.width;
      const float* const below = change + row.second * small_.width;
      for (std::size_t x = 0; x < full_.width; ++x) {
        const Place column = place_of(x, full_.width, small_.width);
        const float top = above[column.first] + column.share * (above[column.second] - above[column.first]);
        const float bottom =
            below[column.first] + column.share * (below[column.second] - below[column.first]);
        *out++ += top + row.share * (bottom - top);
      }
    }
}

}  // namespace discern
