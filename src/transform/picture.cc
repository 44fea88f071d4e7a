#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "transform/transform.h"

namespace discern {
namespace {

// Keeps features finite whatever the intensities; no picture comes near.
constexpr double kMostFeature = 1e6;

// Features are the pixels, 0 at the schema's low intensity and 1 at its high one; nothing is clipped.
class PictureTransform : public Transform {
 public:
  explicit PictureTransform(const ColumnSchema& column)
      : size_(column.picture.size()), low_(column.low), range_(column.high - column.low) {}

  std::size_t width() const override { return size_; }

  void apply(double, float* out) const override { std::fill_n(out, size_, 0.0f); }

  void apply_picture(const float* pixels, float* out) const override {
    for (std::size_t i = 0; i < size_; ++i)
      out[i] = float(std::clamp((double(pixels[i]) - low_) / range_, -kMostFeature, kMostFeature));
  }

  void restore_picture(const float* features, float* pixels) const override {
    for (std::size_t i = 0; i < size_; ++i)
      pixels[i] = float(low_ + std::clamp(double(features[i]), 0.0, 1.0) * range_);
  }

  // The method sees every pixel.
  std::optional<Surprise> surprise(double, const std::string&) const override { return std::nullopt; }

  std::string describe(const float* features) const override {
    return "mean intensity " + readable(mean_intensity(features));
  }

  double restore(const float* features, Random&) const override { return mean_intensity(features); }

  Json save() const override { return {{"transform", "picture"}}; }

 private:
  double mean_intensity(const float* features) const {
    return low_ + range_ * std::accumulate(features, features + size_, 0.0) / double(size_);
  }

  std::size_t size_;
  double low_, range_;
};

}  // namespace

std::unique_ptr<Transform> make_picture_transform(const ColumnSchema& column) {
  return std::make_unique<PictureTransform>(column);
}

}  // namespace discern
