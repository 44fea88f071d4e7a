#include "kernels/gaussian.h"

#include <algorithm>
#include <cmath>

namespace discern {
namespace {

std::size_t clamped(std::ptrdiff_t at, std::size_t size) {
  return std::size_t(std::clamp<std::ptrdiff_t>(at, 0, std::ptrdiff_t(size) - 1));
}

void smooth_row(const float* row, std::size_t width, const std::vector<float>& weights, float* padded,
                float* out) {
  const std::size_t radius = weights.size() / 2;
  std::fill_n(padded, radius, row[0]);
  std::copy_n(row, width, padded + radius);
  std::fill_n(padded + radius + width, radius, row[width - 1]);
  std::fill_n(out, width, 0.0f);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    const float weight = weights[k];
    const float* const from = padded + k;
    for (std::size_t x = 0; x < width; ++x) out[x] += weight * from[x];
  }
}

}  // namespace

std::vector<float> gaussian_weights(double sigma) {
  const auto radius = std::max<std::ptrdiff_t>(1, std::lround(4 * sigma));
  std::vector<double> exact;
  double sum = 0;
  for (std::ptrdiff_t i = -radius; i <= radius; ++i) {
    exact.push_back(std::exp(-0.5 * double(i * i) / (sigma * sigma)));
    sum += exact.back();
  }
  std::vector<float> weights;
  for (const double w : exact) weights.push_back(float(w / sum));
  return weights;
}

void smooth(const float* plane, std::size_t height, std::size_t width, const std::vector<float>& weights,
            float* out) {
  thread_local std::vector<float> rows, padded;
  rows.resize(std::max(rows.size(), height * width));
  padded.resize(std::max(padded.size(), width + weights.size()));
  for (std::size_t y = 0; y < height; ++y)
    smooth_row(plane + y * width, width, weights, padded.data(), rows.data() + y * width);
  const auto radius = std::ptrdiff_t(weights.size() / 2);
  for (std::size_t y = 0; y < height; ++y) {
    float* const to = out + y * width;
    std::fill_n(to, width, 0.0f);
    for (std::size_t k = 0; k < weights.size(); ++k) {
      const float weight = weights[k];
      const float* const from = rows.data() + clamped(std::ptrdiff_t(y + k) - radius, height) * width;
      for (std::size_t x = 0; x < width; ++x) to[x] += weight * from[x];
    }
  }
}

void smooth_reference(const float* plane, std::size_t height, std::size_t width,
                      const std::vector<float>& weights, float* out) {
  const auto radius = std::ptrdiff_t(weights.size() / 2);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      double sum = 0;
      for (std::ptrdiff_t i = -radius; i <= radius; ++i)
        for (std::ptrdiff_t j = -radius; j <= radius; ++j)
          sum += double(weights[std::size_t(i + radius)]) * double(weights[std::size_t(j + radius)]) *
                 double(plane[clamped(std::ptrdiff_t(y) + i, height) * width +
                              clamped(std::ptrdiff_t(x) + j, width)]);
      out[y * width + x] = float(sum);
    }
}

}  // namespace discern
