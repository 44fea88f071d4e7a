// Exact nearest neighbours among rows that are kept, on blocked products.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/matrix.h"
#include "kernels/coded_rows.h"

namespace discern {

// Immutable while it is shared; const members may be called from any number of threads.
class Bank {
 public:
  Bank() = default;
  explicit Bank(Matrix rows);

  std::size_t size() const { return rows_.rows; }
  std::size_t width() const { return rows_.cols; }
  const Matrix& rows() const { return rows_; }

  // x [n, width], finite -> index and Euclidean distance [n, k] of the k nearest rows, nearest first, the
  // earlier row first among equals; 1 <= k <= size(). Distances are summed in double, so that the result is
  // exact and a query's bits do not depend on n, on the other queries or on the thread.
  // Allocates nothing after a thread's first call; memory does not grow with n or size().
  // likely: null, or for each query k different rows that are probably near: it saves time and changes
  // nothing.
  void nearest(const float* x, std::size_t n, std::size_t k, std::uint32_t* index, double* distance,
               const std::uint32_t* likely = nullptr) const;
  // The same by sorting all distances.
  void nearest_reference(const float* x, std::size_t n, std::size_t k, std::uint32_t* index,
                         double* distance) const;

 private:
  struct Nearest;
  double reach(const Nearest& found) const;
  std::size_t search_coded(Nearest* found, std::size_t n) const;
  void search_tile(Nearest* found, std::size_t n) const;
  void scan(std::size_t first, std::size_t columns, const float* scores, Nearest& found) const;
  void search_all(Nearest& found) const;

  Matrix rows_;
  CodedRows coded_;  // may be empty
  std::vector<float>
      panels_;  // [panels][width + 1][columns]: rows transposed, then what the filter needs of norms
  double largest_norm_ = 0;  // squared
  double slack_ = 0;         // relative error of a product in single precision
};

// Sum of (a_i - b_i)^2 in double.
double squared_distance(const float* a, const float* b, std::size_t width);

}  // namespace discern
