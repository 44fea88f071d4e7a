#include "train/growth.h"

#include <algorithm>

#include "base/fail.h"

namespace discern {
namespace {

constexpr std::int64_t kFewestSteps = 4;  // of a lower level

std::int64_t halved_times(std::size_t side, std::size_t times) {
  for (; times > 0; --times) side = (side + 1) / 2;
  return std::int64_t(side);
}

}  // namespace

at::Tensor halved(const at::Tensor& grid) {
  return at::avg_pool2d(grid, {2, 2}, {2, 2}, {0, 0}, /*ceil_mode=*/true, /*count_include_pad=*/false);
}

at::Tensor doubled(const at::Tensor& grid, std::int64_t height, std::int64_t width) {
  const at::Tensor blocks = at::upsample_nearest2d(grid, {2 * grid.size(2), 2 * grid.size(3)});
  return blocks.narrow(2, 0, height).narrow(3, 0, width);
}

Growth::Growth(const PictureShape& picture, std::size_t levels, std::int64_t steps)
    : picture_(picture),
      levels_(levels),
      each_(steps / 2 / std::int64_t(std::max<std::size_t>(1, levels - 1))) {
  if (levels > 1 && each_ < kFewestSteps)
    fail(Fault::usage,
         "--progressive: {} steps are too few for {} sizes of pictures; give --steps {} or more", steps,
         levels, 2 * kFewestSteps * std::int64_t(levels - 1));
  go_to(0);
}

bool Growth::go_to(std::int64_t step) {
  step_ = step;
  if (levels_ == 1) return false;
  const auto highest = std::int64_t(levels_) - 1;
  level_ = std::size_t(std::min(highest, step / each_));
  const std::int64_t within = step - std::int64_t(level_) * each_;
  share_ = level_ == 0 ? 1 : std::min(1.0, double(2 * within) / double(each_));
  return level_ > 0 && within == 0;
}

std::int64_t Growth::grown_after() const {
  return levels_ > 1 ? (std::int64_t(levels_) - 1) * each_ + (each_ + 1) / 2 + 1 : 0;
}

at::Tensor Growth::reduced(at::Tensor full, std::size_t level) const {
  for (std::size_t l = levels_ - 1; l > level; --l) full = halved(full);
  return full;
}

at::Tensor Growth::enlarged_once(const at::Tensor& small, std::size_t level) const {
  const std::size_t times = levels_ - 2 - level;
  return doubled(small, halved_times(picture_.height, times), halved_times(picture_.width, times));
}

at::Tensor Growth::enlarged(at::Tensor small, std::size_t level) const {
  for (; level + 1 < levels_; ++level) small = enlarged_once(small, level);
  return small;
}

at::Tensor Growth::shown(const at::Tensor& rows) const {
  if (grown()) return rows;
  const auto size = std::int64_t(picture_.size());
  at::Tensor now = reduced(rows.narrow(1, 0, size)
                               .reshape({-1, std::int64_t(picture_.channels), std::int64_t(picture_.height),
                                         std::int64_t(picture_.width)}),
                           level_);
  if (share_ < 1) now = at::lerp(enlarged_once(halved(now), level_ - 1), now, share_);
  const at::Tensor pictures = enlarged(now, level_).reshape({-1, size});
  return rows.size(1) == size ? pictures : at::cat({pictures, rows.narrow(1, size, rows.size(1) - size)}, 1);
}

void Growth::save(Archive& archive, const std::string& name) const {
  save_numbers(archive, name, {double(step_)});
}

void Growth::load(const Archive& archive, const std::string& name) {
  go_to(std::int64_t(load_numbers(archive, name, 1)[0]));
}

}  // namespace discern
