#include "train/stage.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace discern {

bool Stage::goes_on(std::int64_t step, double loss) const {
  if (context_.stopped()) {
    if (!context_.keep_on_stop) throw Interrupted();
    if (step >= fewest_) return false;
  }
  const std::int64_t every = std::max<std::int64_t>(1, total_ / 200);
  if (context_.progress && (step % every == 0 || step >= total_))
    context_.progress({name_, std::uint64_t(std::min(step, total_)), std::uint64_t(total_), loss});
  return step < total_;
}

double Stage::rate_share(std::int64_t step) const {
  const double done = std::min(1.0, double(step) / double(total_));
  return 0.05 + 0.95 * 0.5 * (1 + std::cos(std::numbers::pi * done));
}

}  // namespace discern
