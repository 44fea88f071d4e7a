#include "methods/prototypes.h"

#include <algorithm>
#include <vector>

#include "base/random.h"
#include "kernels/distances.h"

namespace discern {
namespace {

constexpr int kRounds = 10;  // the centres hardly move any more

Matrix means_of(const Matrix& normal, const std::vector<std::uint32_t>& cluster, const Matrix& before) {
  std::vector<double> sums(before.data.size());
  std::vector<std::size_t> counts(before.rows);
  for (std::size_t i = 0; i < normal.rows; ++i) {
    ++counts[cluster[i]];
    for (std::size_t j = 0; j < normal.cols; ++j)
      sums[cluster[i] * normal.cols + j] += double(normal.row(i)[j]);
  }
  Matrix means = before;
  for (std::size_t c = 0; c < means.rows; ++c)
    for (std::size_t j = 0; counts[c] && j < means.cols; ++j)
      means.row(c)[j] = float(sums[c * means.cols + j] / double(counts[c]));
  return means;
}

}  // namespace

Matrix learn_prototypes(const Matrix& normal, std::size_t count, std::uint64_t seed) {
  const auto order = Random(seed, "prototypes").permutation(std::uint32_t(normal.rows));
  Matrix centres(std::min(count, normal.rows), normal.cols);
  for (std::size_t c = 0; c < centres.rows; ++c)
    std::copy_n(normal.row(order[c]), normal.cols, centres.row(c));
  std::vector<std::uint32_t> cluster(normal.rows);
  std::vector<double> distance(normal.rows);
  for (int round = 0; round < kRounds; ++round) {
    Bank(centres).nearest(normal.data.data(), normal.rows, 1, cluster.data(), distance.data());
    centres = means_of(normal, cluster, centres);
  }
  return centres;
}

}  // namespace discern
