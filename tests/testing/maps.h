// What tests ask of the scale of maps.
#pragma once

#include <cmath>
#include <vector>

#include "base/matrix.h"
#include "detector/map_scale.h"

namespace discern {

// The share of pixels of maps with evidence of at least -log10 of rate.
inline double share_beyond(const MapScale& scale, const Matrix& maps, double rate) {
  std::vector<float> evidence(maps.cols);
  double count = 0;
  for (std::size_t i = 0; i < maps.rows; ++i) {
    scale.apply(maps.row(i), evidence.data());
    for (const float e : evidence) count += double(e) >= -std::log10(rate);
  }
  return count / double(maps.rows * maps.cols);
}

}  // namespace discern
