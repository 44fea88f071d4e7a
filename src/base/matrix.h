// Rows of floats, row by row: what preparation makes and methods read.
#pragma once

#include <cstddef>
#include <vector>

namespace discern {

struct Matrix {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<float> data;  // [rows, cols]

  Matrix() = default;
  Matrix(std::size_t n, std::size_t width) : rows(n), cols(width), data(n * width) {}
  float* row(std::size_t i) { return data.data() + i * cols; }
  const float* row(std::size_t i) const { return data.data() + i * cols; }
};

}  // namespace discern
