#include "methods/neighbours.h"

#include <limits>

#include "base/fail.h"
#include "base/random.h"
#include "methods/rows.h"

namespace discern {

// Shuffled even if all are kept: in records sorted by likeness the search would meet the nearest last.
Matrix draw_bank(const Matrix& normal, std::size_t most, std::uint64_t seed, std::string_view purpose) {
  const auto order = Random(seed, purpose).permutation(std::uint32_t(normal.rows));
  Matrix kept(std::min(normal.rows, most), normal.cols);
  for (std::size_t i = 0; i < kept.rows; ++i) std::copy_n(normal.row(order[i]), normal.cols, kept.row(i));
  return kept;
}

Matrix covering_bank(const Matrix& normal, std::size_t most, std::uint64_t seed, std::string_view purpose) {
  const Matrix rows = draw_bank(normal, normal.rows, seed, purpose);
  if (most >= rows.rows) return rows;
  Matrix kept(0, rows.cols);
  std::vector<double> uncovered(rows.rows, std::numeric_limits<double>::infinity());  // squared distances
  std::size_t farthest = 0;
  while (kept.rows < most && uncovered[farthest] > 0) {
    const float* const centre = rows.row(farthest);
    kept.data.insert(kept.data.end(), centre, centre + rows.cols);
    ++kept.rows;
    for (std::size_t i = 0; i < rows.rows; ++i)
      uncovered[i] = std::min(uncovered[i], squared_distance(rows.row(i), centre, rows.cols));
    farthest = std::size_t(std::max_element(uncovered.begin(), uncovered.end()) - uncovered.begin());
  }
  return kept;
}

std::size_t load_k(const Archive& archive) {
  const auto k = read_meta<std::int64_t>(archive.meta, "k");
  if (k < 1 || k > kMostNeighbours)
    fail(Fault::model, "model file: \"k\" is {}, expected 1 to {}; train the model again", k,
         kMostNeighbours);
  return std::size_t(k);
}

void mean_neighbours(const Bank& bank, std::size_t k, const float* x, std::size_t n, float* out) {
  const std::size_t width = bank.width();
  for_neighbours(bank, k, x, n, [&](std::size_t row, const std::uint32_t* index, const double*) {
    for (std::size_t j = 0; j < width; ++j) {
      double sum = 0;
      for (std::size_t i = 0; i < k; ++i) sum += double(bank.rows().row(index[i])[j]);
      out[row * width + j] = bounded(sum / double(k));
    }
  });
}

}  // namespace discern
