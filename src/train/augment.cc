#include "train/augment.h"

#include <algorithm>

namespace discern {
namespace {

constexpr double kBrighter = 0.1, kLeastContrast = 0.8, kMostContrast = 1.25;
constexpr std::int64_t kShiftShare = 8, kCutShare = 2;  // of a side, its inverse

// Whole numbers from least to most, [n, 1].
at::Tensor whole(std::int64_t n, std::int64_t least, std::int64_t most, at::Generator& noise) {
  return at::randint(least, most + 1, {n, 1}, noise, at::TensorOptions().dtype(at::kLong));
}

}  // namespace

Augmentation::Augmentation(const std::vector<std::string>& names, const PictureShape& picture)
    : picture_(picture) {
  if (picture.pixels() < 2) return;
  const auto named = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  shift_ = named("shift");
  flip_ = named("flip_h");
  brightness_ = named("brightness");
  contrast_ = named("contrast");
  cutout_ = named("cutout");
}

at::Tensor Augmentation::operator()(const at::Tensor& x, at::Generator& noise) const {
  const std::int64_t n = x.size(0), size = std::int64_t(picture_.size());
  at::Tensor planes = x.narrow(1, 0, size).reshape({n, std::int64_t(picture_.channels), -1});
  if (shift_ || flip_) planes = moved(planes, noise);
  if (contrast_) {
    const at::Tensor mean = planes.mean(2, true);
    const at::Tensor factor = at::rand({n, 1, 1}, noise) * (kMostContrast - kLeastContrast) + kLeastContrast;
    planes = mean + factor * (planes - mean);
  }
  if (brightness_) planes = planes + kBrighter * (2 * at::rand({n, 1, 1}, noise) - 1);
  if (cutout_) planes = cut(planes, noise);
  const at::Tensor changed = planes.reshape({n, size});
  return x.size(1) == size ? changed : at::cat({changed, x.narrow(1, size, x.size(1) - size)}, 1);
}

// Where each pixel is taken from.
at::Tensor Augmentation::moved(const at::Tensor& planes, at::Generator& noise) const {
  const std::int64_t n = planes.size(0), height = std::int64_t(picture_.height),
                     width = std::int64_t(picture_.width);
  at::Tensor rows = at::arange(height).expand({n, height}), columns = at::arange(width).expand({n, width});
  if (flip_) {
    const at::Tensor mirrored = whole(n, 0, 1, noise).to(at::kBool);
    columns = at::where(mirrored, width - 1 - columns, columns);
  }
  if (shift_) {
    const std::int64_t down = height / kShiftShare, along = width / kShiftShare;
    rows = (rows + whole(n, -down, down, noise)).clamp(0, height - 1);
    columns = (columns + whole(n, -along, along, noise)).clamp(0, width - 1);
  }
  const at::Tensor from = (rows.unsqueeze(2) * width + columns.unsqueeze(1)).reshape({n, 1, -1});
  return planes.gather(2, from.expand(planes.sizes()));
}

at::Tensor Augmentation::cut(const at::Tensor& planes, at::Generator& noise) const {
  const std::int64_t n = planes.size(0), height = std::int64_t(picture_.height),
                     width = std::int64_t(picture_.width);
  const std::int64_t side = std::min(height, width) / kCutShare;
  const auto within = [&](std::int64_t length) {
    const at::Tensor from = whole(n, -side / 2, length - (side + 1) / 2, noise);
    const at::Tensor place = at::arange(length).unsqueeze(0) - from;
    return at::logical_and(place >= 0, place < side);
  };
  const at::Tensor rows = within(height), columns = within(width);
  const at::Tensor hole = at::logical_and(rows.unsqueeze(2), columns.unsqueeze(1)).reshape({n, 1, -1});
  return at::where(hole, planes.mean(2, true), planes);
}

}  // namespace discern
