// What the values of a picture's map mean: how rare each is on normal pictures.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/archive.h"
#include "base/matrix.h"
#include "base/picture_shape.h"
#include "methods/method.h"

namespace discern {

// maps [n, pixels] of pictures x [n, shape.size()]: Method::map, or the smoothed difference to the reference
// (PictureMap::difference) of a method that makes no maps.
void raw_maps(const Method& method, const PictureShape& shape, const float* x, std::size_t n, float* maps);

// Each value less the mean of normal pictures at its pixel, in their deviation there, has the tail
// probability t, the share of values of normal pictures at least as large, of all pixels together; those of
// n pixels v_1 ... v_n say (1 + |{v_i >= v}|) / (n + 1). Its evidence is -log10 t: 3 is one in a thousand.
// Immutable: const members may be called from any number of threads.
class MapScale {
 public:
  static constexpr std::size_t kLeastPictures = 4;
  // Numbers in maps that are looked at, at most.
  static constexpr std::size_t kMostNumbers = std::size_t(1) << 23;

  MapScale() = default;  // knows no scale
  // maps [n, pixels] of normal pictures that the method had not learned from; fewer than kLeastPictures give
  // none. Each picture is held against the mean and deviation of all the others.
  explicit MapScale(const Matrix& maps);

  explicit operator bool() const { return !values_.empty(); }
  // map [pixels] -> out [pixels], which may be map: evidence, from 0 to that of the rarest calibration pixel.
  void apply(const float* map, float* out) const;

  // Nothing is saved where there is no scale, and load() then gives none; Error(model) for an impossible one.
  void save(Archive& archive) const;
  static MapScale load(const Archive& archive, std::size_t pixels);

 private:
  double evidence(double z) const;

  std::vector<float> usual_, deviation_;  // [pixels]
  std::vector<double> values_;            // [knots] ascending
  std::vector<double> evidence_;          // [knots] ascending: -log10 of their tail probabilities
};

}  // namespace discern
