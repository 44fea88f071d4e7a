// What methods of nearest neighbours share: the records they keep, and their search in tiles.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/archive.h"
#include "base/matrix.h"
#include "kernels/distances.h"

namespace discern {

inline constexpr std::int64_t kMostNeighbours = 1000;
inline constexpr std::int64_t kMostBankRows = 10'000'000;

// At most `most` rows, drawn and shuffled by the stream (seed, purpose).
Matrix draw_bank(const Matrix& normal, std::size_t most, std::uint64_t seed, std::string_view purpose);

// At most `most` rows that cover the others: greedy k-centre (Gonzalez 1985), which starts at a row that the
// stream draws and takes the row farthest from those it has. No row is farther from the nearest that is kept
// than twice the least that any choice of as many reaches. Fewer, where all others are equal to a kept one.
// The time grows with rows times `most`.
Matrix covering_bank(const Matrix& normal, std::size_t most, std::uint64_t seed, std::string_view purpose);

// What the archive says of k; Error(model) unless it is 1 to kMostNeighbours.
std::size_t load_k(const Archive& archive);

// x [n, width] -> out [n, width]: the mean of each row's k nearest rows.
void mean_neighbours(const Bank& bank, std::size_t k, const float* x, std::size_t n, float* out);

// Calls use(row, index, distance) for each row of x [n, width], with its k neighbours as Bank::nearest gives
// them. Allocates nothing after a thread's first call.
template <class Use>
void for_neighbours(const Bank& bank, std::size_t k, const float* x, std::size_t n, Use use) {
  constexpr std::size_t kTile = 256;
  thread_local std::vector<std::uint32_t> index;
  thread_local std::vector<double> distance;
  index.resize(std::max(index.size(), kTile * k));
  distance.resize(std::max(distance.size(), kTile * k));
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    bank.nearest(x + start * bank.width(), rows, k, index.data(), distance.data());
    for (std::size_t i = 0; i < rows; ++i) use(start + i, index.data() + i * k, distance.data() + i * k);
  }
}

}  // namespace discern
