#include "methods/memory.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/fail.h"
#include "methods/neighbours.h"

namespace discern {
namespace {

constexpr double kFloor = 0.05;  // keeps the logarithm of a distance of 0 near those of small ones
constexpr double kFarthest = 1e30;

// Positive even where most rows stand several times.
double usual_of(std::vector<float> local) {
  const auto middle = local.begin() + std::ptrdiff_t(local.size() / 2);
  std::nth_element(local.begin(), middle, local.end());
  if (*middle > 0) return *middle;
  const double mean = std::accumulate(local.begin(), local.end(), 0.0) / double(local.size());
  return mean > 0 ? mean : 1;
}

float bounded_log(double value) {
  return float(std::log(std::min(value, kFarthest)));
}

// Of the k + 1 nearest, puts `self`, or the farthest if it is not among them, last.
void look_past(std::uint32_t self, std::size_t k, std::uint32_t* index, double* distance) {
  const std::ptrdiff_t at = std::find(index, index + k, self) - index;
  std::rotate(index + at, index + at + 1, index + k + 1);
  std::rotate(distance + at, distance + at + 1, distance + k + 1);
}

double mean_of(const double* distance, std::size_t k) {
  return std::accumulate(distance, distance + k, 0.0) / double(k);
}

}  // namespace

Memory::Memory(Matrix rows, std::size_t k) : bank_(std::move(rows)), k_(std::min(k, bank_.size() - 1)) {
  local_.resize(size());
  for_neighbours(bank_, k_ + 1, bank_.rows().data.data(), size(),
                 [&](std::size_t row, std::uint32_t* index, double* distance) {
                   look_past(std::uint32_t(row), k_, index, distance);
                   local_[row] = float(std::min(mean_of(distance, k_), kFarthest));
                 });
  usual_ = usual_of(local_);
}

void Memory::evidence_of(const double* distance, const std::uint32_t* index, float* out, float& mean) const {
  double local = 0;
  for (std::size_t i = 0; i < k_; ++i) {
    out[i] = bounded_log(distance[i] / usual_ + kFloor);
    local += double(local_[index[i]]);
  }
  local /= double(k_);
  const double own = mean_of(distance, k_);
  out[k_] = bounded_log((own + kFloor * usual_) / (local + kFloor * usual_));
  out[k_ + 1] = bounded_log(local / usual_ + kFloor);
  mean = float(std::min(own, kFarthest));
}

void Memory::measure(const float* x, std::size_t n, Found& found, const std::uint32_t* left_out,
                     const std::uint32_t* likely) const {
  const std::size_t looked = k_ + (left_out ? 1 : 0);
  const auto fit = [](auto& values, std::size_t size) {
    if (values.size() < size) values.resize(size);
  };
  fit(found.evidence, n * evidences());
  fit(found.distance, n);
  fit(found.index, n * looked);
  fit(found.each_distance, n * looked);
  bank_.nearest(x, n, looked, found.index.data(), found.each_distance.data(), likely);
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t* const index = found.index.data() + i * looked;
    double* const distance = found.each_distance.data() + i * looked;
    if (left_out) look_past(left_out[i], k_, index, distance);
    evidence_of(distance, index, found.evidence.data() + i * evidences(), found.distance[i]);
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
