// What the scores of reconstructing GANs are made of.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "nets/conv_net.h"
#include "nets/mlp.h"

namespace discern {

// How many rows a method of networks looks at together: as many as stay in the cache.
template <class Network>
inline constexpr std::size_t kRowsAtOnce = 128;
template <>
inline constexpr std::size_t kRowsAtOnce<ConvNet> = 24;

// Prepared features are far smaller; beyond it networks would only add up to infinity.
inline constexpr float kFarthest = 1e6f;

// sum |a_j - b_j|
inline double l1_distance(const float* a, const float* b, std::size_t size) {
  double sum = 0;
  for (std::size_t j = 0; j < size; ++j) sum += std::abs(double(a[j]) - double(b[j]));
  return sum;
}

// sum (a_j - b_j)^2
inline double squared_distance(const float* a, const float* b, std::size_t size) {
  double sum = 0;
  for (std::size_t j = 0; j < size; ++j) {
    const double difference = double(a[j]) - double(b[j]);
    sum += difference * difference;
  }
  return sum;
}

// Cross entropy of a discriminator's unbounded value whose label is 1: -log sigmoid(value).
inline double real_cross_entropy(float value) {
  const double v = double(value);
  return std::max(-v, 0.0) + std::log1p(std::exp(-std::abs(v)));
}

// a [rows, a_width] beside b [rows, b_width] -> out [rows, a_width + b_width].
inline void join_rows(const float* a, std::size_t a_width, const float* b, std::size_t b_width,
                      std::size_t rows, float* out) {
  for (std::size_t i = 0; i < rows; ++i) {
    out = std::copy_n(a + i * a_width, a_width, out);
    out = std::copy_n(b + i * b_width, b_width, out);
  }
}

// Room for size numbers; a thread keeps one buffer for every model it meets.
inline float* room(std::vector<float>& buffer, std::size_t size) {
  if (buffer.size() < size) buffer.resize(size);
  return buffer.data();
}

}  // namespace discern
