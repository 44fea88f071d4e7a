#include "methods/residual_features.h"

#include <vector>

#include "methods/residuals.h"

namespace discern {
namespace {

std::size_t times_of(std::size_t side) {
  return (PictureFeatures::kLeastSide + side - 1) / side;
}

}  // namespace

ResidualFeatures::ResidualFeatures(const PictureShape& picture)
    : picture_(picture),
      tall_(times_of(picture.height)),
      wide_(times_of(picture.width)),
      features_({tall_ * picture.height, wide_ * picture.width, picture.channels}) {}

void ResidualFeatures::measure(const float* residual, float* out) const {
  if (tall_ * wide_ == 1) return features_.compute(residual, 1, out);
  thread_local std::vector<float> buffer;
  const PictureShape& large = features_.shape();
  float* to = room(buffer, large.size());
  for (std::size_t c = 0; c < picture_.channels; ++c, residual += picture_.pixels())
    for (std::size_t y = 0; y < large.height; ++y)
      for (std::size_t x = 0; x < large.width; ++x) *to++ = residual[y / tall_ * picture_.width + x / wide_];
  features_.compute(buffer.data(), 1, out);
}

}  // namespace discern
