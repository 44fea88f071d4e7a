#include "methods/memory.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/fail.h"

namespace discern {
namespace {

constexpr double kFloor = 0.05;  // keeps the logarithm of a distance of 0 near those of small ones
constexpr std::size_t kTile = 256;

// Positive even where most rows stand several times.
double usual_of(std::vector<float> local) {
  const auto middle = local.begin() + std::ptrdiff_t(local.size() / 2);
  std::nth_element(local.begin(), middle, local.end());
  if (*middle > 0) return *middle;
  const double mean = std::accumulate(local.begin(), local.end(), 0.0) / double(local.size());
  return mean > 0 ? mean : 1;
}

float bounded_log(double value) {
  return float(std::log(std::min(value, 1e30)));
}

}  // namespace

// The neighbours of one tile; one more than needed where a record may find itself.
struct Memory::Search {
  std::vector<std::uint32_t> index;
  std::vector<double> distance;

  void run(const Bank& bank, const float* x, std::size_t n, std::size_t k) {
    if (index.size() < kTile * k) index.resize(kTile * k), distance.resize(kTile * k);
    bank.nearest(x, n, k, index.data(), distance.data());
  }

  // Looks past `self` among the k + 1 of record i, or past the farthest.
  void drop(std::size_t i, std::size_t k, std::uint32_t self) {
    std::uint32_t* const row = index.data() + i * (k + 1);
    double* const distances = distance.data() + i * (k + 1);
    const std::size_t at = std::size_t(std::find(row, row + k, self) - row);
    std::copy(row + at + 1, row + k + 1, row + at);
    std::copy(distances + at + 1, distances + k + 1, distances + at);
  }
};

Memory::Memory(Matrix rows, std::size_t k) : bank_(std::move(rows)), k_(std::min(k, bank_.size() - 1)) {
  local_.assign(size(), 0.0f);  // not yet known, and not needed for the distances themselves
  std::vector<std::uint32_t> self(size());
  std::iota(self.begin(), self.end(), 0u);
  Found found;
  measure(bank_.rows().data.data(), size(), found, self.data());
  local_.assign(found.distance.begin(), found.distance.begin() + std::ptrdiff_t(size()));
  usual_ = usual_of(local_);
}

void Memory::evidence_of(const double* distance, const std::uint32_t* index, float* out, float& mean) const {
  double sum = 0, local = 0;
  for (std::size_t i = 0; i < k_; ++i) {
    out[i] = bounded_log(distance[i] / usual_ + kFloor);
    sum += distance[i];
    local += double(local_[index[i]]);
  }
  sum /= double(k_);
  local /= double(k_);
  out[k_] = bounded_log((sum + kFloor * usual_) / (local + kFloor * usual_));
  out[k_ + 1] = bounded_log(local / usual_ + kFloor);
  mean = float(std::min(sum, 1e30));
}

void Memory::measure(const float* x, std::size_t n, Found& found, const std::uint32_t* left_out) const {
  thread_local Search search;
  if (found.evidence.size() < n * evidences()) found.evidence.resize(n * evidences());
  if (found.distance.size() < n) found.distance.resize(n), found.nearest.resize(n);
  const std::size_t looked = k_ + (left_out ? 1 : 0);
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    search.run(bank_, x + start * width(), rows, looked);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::size_t record = start + i;
      if (left_out) search.drop(i, k_, left_out[record]);
      evidence_of(search.distance.data() + i * looked, search.index.data() + i * looked,
                  found.evidence.data() + record * evidences(), found.distance[record]);
      found.nearest[record] = search.index[i * looked];
    }
  }
}

void Memory::save_spread(Archive& archive, const std::string& name) const {
  archive.put(name, {local_.size()}, local_);
}

Memory Memory::load(const Archive& archive, const std::string& name, Matrix rows, std::size_t k) {
  Memory memory;
  memory.local_ = archive.floats(name, rows.rows);
  const bool sound = k >= 1 && k < rows.rows &&
                     std::all_of(memory.local_.begin(), memory.local_.end(), [](float v) { return v >= 0; });
  if (!sound) fail(Fault::model, "model file: the memory \"{}\" is impossible; train the model again", name);
  memory.bank_ = Bank(std::move(rows));
  memory.k_ = k;
  memory.usual_ = usual_of(memory.local_);
  return memory;
}

}  // namespace discern
