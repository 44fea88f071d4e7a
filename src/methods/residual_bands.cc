#include "methods/residual_bands.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace discern {
namespace {

constexpr std::size_t kSmallest = 4;
constexpr double kFloor = 1e-6;

struct Plane {
  std::size_t height, width;
  std::vector<double> values;
};

// Squares at an odd edge are cut.
Plane halved(const Plane& plane) {
  Plane out{(plane.height + 1) / 2, (plane.width + 1) / 2, {}};
  out.values.resize(out.height * out.width);
  for (std::size_t i = 0; i < out.height; ++i)
    for (std::size_t j = 0; j < out.width; ++j) {
      const std::size_t bottom = std::min(2 * i + 2, plane.height), right = std::min(2 * j + 2, plane.width);
      double sum = 0;
      for (std::size_t y = 2 * i; y < bottom; ++y)
        for (std::size_t x = 2 * j; x < right; ++x) sum += plane.values[y * plane.width + x];
      out.values[i * out.width + j] = sum / double((bottom - 2 * i) * (right - 2 * j));
    }
  return out;
}

// Adds the squares of plane less coarse (null: nothing) to sums: the whole, then the quarters.
void add_squares(const Plane& plane, const Plane* coarse, std::array<double, 5>& sums) {
  for (std::size_t i = 0; i < plane.height; ++i)
    for (std::size_t j = 0; j < plane.width; ++j) {
      const double mean = coarse ? coarse->values[i / 2 * coarse->width + j / 2] : 0;
      const double difference = plane.values[i * plane.width + j] - mean, square = difference * difference;
      const std::size_t quarter = 2 * (2 * i >= plane.height) + (2 * j >= plane.width);
      sums[0] += square;
      sums[1 + quarter] += square;
    }
}

}  // namespace

ResidualBands::ResidualBands(PictureShape picture) : picture_(picture) {
  for (std::size_t side = std::min(picture.height, picture.width); side >= kSmallest; side = (side + 1) / 2)
    ++levels_;
}

void ResidualBands::measure(const float* residual, float* out) const {
  std::vector<std::array<double, 5>> sums(levels_ + 1, std::array<double, 5>{});
  std::vector<double> pixels(levels_ + 1);
  for (std::size_t c = 0; c < picture_.channels; ++c, residual += picture_.pixels()) {
    Plane plane{picture_.height, picture_.width, {residual, residual + picture_.pixels()}};
    for (std::size_t level = 0; level <= levels_; ++level) {
      pixels[level] += double(plane.values.size());
      if (level == levels_) {
        add_squares(plane, nullptr, sums[level]);
        break;
      }
      Plane coarse = halved(plane);
      add_squares(plane, &coarse, sums[level]);
      plane = std::move(coarse);
    }
  }
  for (std::size_t level = 0; level <= levels_; ++level)
    for (std::size_t part = 0; part < 5; ++part)
      *out++ = float(std::log(sums[level][part] / pixels[level] * (part ? 4 : 1) + kFloor));
}

}  // namespace discern
