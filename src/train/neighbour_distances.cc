#include "train/neighbour_distances.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "methods/memory.h"
#include "methods/quantile_view.h"

namespace discern {
namespace {

constexpr std::size_t kFewestNeighbours = 10;
constexpr std::size_t kMostKept = 2000;

}  // namespace

std::vector<double> neighbour_distances(const Matrix& x, double share) {
  Matrix ranked(x.rows, x.cols);
  QuantileView(x).apply(x.data.data(), x.rows, ranked.data.data());
  Matrix kept(std::min(kMostKept, x.rows), x.cols);
  std::copy_n(ranked.data.begin(), kept.data.size(), kept.data.begin());
  std::vector<std::uint32_t> self(x.rows, Memory::kNobody);
  std::iota(self.begin(), self.begin() + std::ptrdiff_t(kept.rows), 0u);
  const auto twice = std::size_t(std::ceil(2 * share * double(kept.rows)));
  const Memory memory(std::move(kept), std::max(kFewestNeighbours, twice));
  Memory::Found found;
  memory.measure(ranked.data.data(), x.rows, found, self.data());
  return {found.distance.begin(), found.distance.begin() + std::ptrdiff_t(x.rows)};
}

}  // namespace discern
