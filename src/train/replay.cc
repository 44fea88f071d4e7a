#include "train/replay.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/fail.h"

namespace discern {

Replay::Replay(double share, std::int64_t width, std::int64_t batch, Random random)
    : exchanged_(std::int64_t(std::llround(share * double(batch)))),
      ring_(at::zeros({exchanged_ * kBatches, width})),
      random_(std::move(random)) {}

at::Tensor Replay::mix(const at::Tensor& made) {
  const std::int64_t m = std::min(exchanged_, made.size(0));
  if (m == 0) return made;
  at::Tensor mixed = made;
  if (filled_ >= m) {
    at::Tensor chosen = at::empty({m}, at::kLong);
    for (std::int64_t i = 0; i < m; ++i)
      chosen.data_ptr<std::int64_t>()[i] = std::int64_t(random_.below(std::uint64_t(filled_)));
    mixed = at::cat({made.narrow(0, 0, made.size(0) - m), ring_.index_select(0, chosen)});
  }
  for (std::int64_t i = 0; i < m; ++i) {
    ring_[next_].copy_(made[i]);
    next_ = (next_ + 1) % ring_.size(0);
  }
  filled_ = std::min(filled_ + m, ring_.size(0));
  return mixed;
}

void Replay::save(Archive& archive, const std::string& name) const {
  const float* numbers = ring_.data_ptr<float>();
  save_floats(archive, name + ".ring", {numbers, numbers + ring_.numel()});
  save_numbers(archive, name, {double(filled_), double(next_)});
  save_random(archive, name + ".random", random_);
}

void Replay::load(const Archive& archive, const std::string& name) {
  const std::vector<float>& numbers = load_floats(archive, name + ".ring", std::size_t(ring_.numel()));
  const std::vector<double>& counts = load_numbers(archive, name, 2);
  const double capacity = double(ring_.size(0));
  if (!(counts[0] >= 0 && counts[0] <= capacity && counts[1] >= 0 && counts[1] <= capacity))
    fail(Fault::model, "model file: \"{}\" is no ring of {} records; train without --resume", name, capacity);
  std::copy(numbers.begin(), numbers.end(), ring_.data_ptr<float>());
  filled_ = std::int64_t(counts[0]);
  next_ = std::int64_t(counts[1]);
  load_random(archive, name + ".random", random_);
}

}  // namespace discern
