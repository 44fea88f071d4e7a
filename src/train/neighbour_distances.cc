#include "train/neighbour_distances.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "methods/memory.h"

namespace discern {
namespace {

constexpr std::size_t kNeighbours = 10;
constexpr std::size_t kMostKept = 8000;

}  // namespace

std::vector<double> neighbour_distances(const Matrix& x) {
  Matrix kept(std::min(kMostKept, x.rows), x.cols);
  std::copy_n(x.data.begin(), kept.data.size(), kept.data.begin());
  std::vector<std::uint32_t> self(x.rows, Memory::kNobody);
  std::iota(self.begin(), self.begin() + std::ptrdiff_t(kept.rows), 0u);
  const Memory memory(std::move(kept), kNeighbours);
  Memory::Found found;
  memory.measure(x.data.data(), x.rows, found, self.data());
  return {found.distance.begin(), found.distance.begin() + std::ptrdiff_t(x.rows)};
}

}  // namespace discern
