// Pictures to learn from in tests.
#pragma once

#include <cmath>

#include "base/matrix.h"
#include "base/picture_shape.h"
#include "base/random.h"

namespace discern {

// n pictures of slanted stripes of slightly different width, place and strength, with some noise, in [0, 1].
inline Matrix striped_pictures(const PictureShape& shape, std::size_t n, std::uint64_t seed) {
  Random random(seed, "striped pictures");
  Matrix out(n, shape.size());
  for (std::size_t i = 0; i < n; ++i) {
    const double pace = 0.6 + 0.1 * random.uniform(), start = random.uniform(),
                 strength = 0.2 + 0.1 * random.uniform();
    for (std::size_t j = 0; j < shape.size(); ++j) {
      const double y = double(j % shape.pixels() / shape.width), x = double(j % shape.width);
      out.row(i)[j] = float(0.5 + strength * std::sin(pace * (x + 0.5 * y) + start) + 0.03 * random.normal());
    }
  }
  return out;
}

}  // namespace discern
