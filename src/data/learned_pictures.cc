#include "data/learned_pictures.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "data/column_names.h"
#include "data/resample.h"

namespace discern {
namespace {

// Of all pixels, below the intensity that becomes 0, and above the one that becomes 1.
constexpr double kOutermost = 0.001;
constexpr std::size_t kMostSampled = 10'000'000;

// At least 1.
std::size_t in_proportion(std::size_t side, std::size_t longer) {
  return std::max<std::size_t>(1, (2 * side * kUsualSide + longer) / (2 * longer));
}

}  // namespace

std::vector<double> mean_intensities(const std::vector<float>& pixels, const PictureShape& shape) {
  std::vector<double> out;
  for (std::size_t begin = 0; begin < pixels.size(); begin += shape.size()) {
    double sum = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) sum += double(pixels[begin + i]);
    out.push_back(sum / double(shape.size()));
  }
  return out;
}

const PictureColumn& pictures_of(const Block& block, std::size_t column, const std::string& name) {
  if (const auto* pictures = std::get_if<PictureColumn>(&block.columns[column])) return *pictures;
  fail(Fault::data, "{}: column {}: holds no picture; expected one in every record: give pictures alone",
       block.place(0), shown(name));
}

void LearnedPictures::choose_shape(const Picture& first) {
  first_height_ = first.height;
  first_width_ = first.width;
  if (shape_.height > 0) return;
  found_ = true;
  shape_.height = first.height;
  shape_.width = first.width;
  const std::size_t longer = std::max(first.height, first.width);
  if (longer <= kUsualSide) return;
  shape_.height = in_proportion(first.height, longer);
  shape_.width = in_proportion(first.width, longer);
}

void LearnedPictures::become_colour() {
  const std::size_t plane = shape_.pixels();
  std::vector<float> colour;
  colour.reserve(pixels_.size() * 3);
  for (std::size_t i = 0; i < count_; ++i)
    for (int c = 0; c < 3; ++c)
      colour.insert(colour.end(), pixels_.begin() + std::ptrdiff_t(i * plane),
                    pixels_.begin() + std::ptrdiff_t((i + 1) * plane));
  pixels_ = std::move(colour);
  shape_.channels = 3;
}

void LearnedPictures::add(const Picture& picture) {
  if (count_ == 0) choose_shape(picture);
  if (picture.channels == 3 && shape_.channels == 1) become_colour();
  sizes_differ_ = sizes_differ_ || picture.height != first_height_ || picture.width != first_width_;
  all_bytes_ = all_bytes_ && picture.low == 0 && picture.high == 255;
  pixels_.resize(pixels_.size() + shape_.size());
  fit_picture(picture, shape_, pixels_.data() + count_ * shape_.size());
  ++count_;
}

void LearnedPictures::append(const Block& block, const std::vector<char>& keep) {
  const PictureColumn& pictures = pictures_of(block, position_, name_);
  for (std::size_t row = 0; row < block.size; ++row)
    if (keep[row]) add(pictures[row]);
}

void LearnedPictures::find_intensities(ColumnSchema& column) const {
  column.low = 0;
  column.high = 255;
  if (all_bytes_) return;
  std::vector<float> sample;
  const std::size_t stride = 1 + (pixels_.size() - 1) / kMostSampled;
  for (std::size_t i = 0; i < pixels_.size(); i += stride) sample.push_back(pixels_[i]);
  const auto quantile = [&](double level) {
    const auto at = sample.begin() + std::ptrdiff_t(level * double(sample.size() - 1));
    std::nth_element(sample.begin(), at, sample.end());
    return double(*at);
  };
  column.low = quantile(kOutermost);
  column.high = std::max(quantile(1 - kOutermost), column.low);
  if (!(column.high > column.low)) column.high = column.low + std::max(1.0, std::abs(column.low) * 1e-3);
}

ColumnSchema LearnedPictures::finish(Table& table, std::vector<std::string>& warnings) {
  ColumnSchema column{name_, Kind::picture, {}};
  column.picture = shape_;
  find_intensities(column);
  if (sizes_differ_)
    warnings.push_back(fmt::format("the pictures are of several sizes; all are stretched to {} x {}{}",
                                   shape_.height, shape_.width,
                                   found_ ? ", by the first; choose another with --image-size" : ""));
  else if (found_ && (first_height_ != shape_.height || first_width_ != shape_.width))
    warnings.push_back(
        fmt::format("the pictures of {} x {} are reduced to {} x {}; keep more with "
                    "--image-size",
                    first_height_, first_width_, shape_.height, shape_.width));
  table.columns.push_back(mean_intensities(pixels_, shape_));
  table.pixels = std::move(pixels_);
  return column;
}

}  // namespace discern
