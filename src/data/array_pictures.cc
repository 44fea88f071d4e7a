#include "data/array_pictures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/fail.h"

namespace discern {
namespace {

// Where the channels of a picture stand.
struct Layout {
  std::size_t height, width, channels;
  bool channels_last;
};

bool one_of(std::uint64_t value, std::initializer_list<std::uint64_t> values) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Layout layout_of(const PictureArray& array) {
  const std::vector<std::uint64_t>& s = array.shape;
  Layout out{};
  if (s.size() == 3)
    out = {std::size_t(s[1]), std::size_t(s[2]), 1, true};
  else if (s.size() == 4 && one_of(s[3], {1, 3, 4}))
    out = {std::size_t(s[1]), std::size_t(s[2]), std::size_t(s[3]), true};
  else if (s.size() == 4 && one_of(s[1], {1, 3}))
    out = {std::size_t(s[2]), std::size_t(s[3]), std::size_t(s[1]), false};
  else
    fail(Fault::data,
         "{}: an array of {} dimensions is no pictures; expected (n, height, width) or (n, height, width, 3)",
         array.file, s.size());
  if (s[0] == 0) fail(Fault::data, "{}: has no pictures; expected at least one", array.file);
  check_picture_size(array.file, out.height, out.width);
  return out;
}

float white(const NumberType& type) {
  if (type.kind == 'b') return 1;
  if (type.kind != 'u' || type.size > 2) return std::numeric_limits<float>::quiet_NaN();
  return type.size == 1 ? 255 : 65535;
}

class ArrayPictures final : public PictureFile {
 public:
  ArrayPictures(PictureArray array, std::vector<std::string> labels)
      : array_(std::move(array)), labels_(std::move(labels)), layout_(layout_of(array_)) {
    if (!labels_.empty() && labels_.size() != array_.shape[0])
      fail(Fault::data, "{}: {} pictures and {} labels; expected as many", array_.file, array_.shape[0],
           labels_.size());
  }

  bool next(PictureRecord& record) override {
    if (done_ == array_.shape[0]) {
      if (!std::exchange(finished_, true)) expect_end(*array_.bytes, array_.file);
      return false;
    }
    const std::size_t size = layout_.height * layout_.width * layout_.channels;
    std::vector<double> values(size);
    read_values(*array_.bytes, {array_.type, std::size_t(array_.shape[0]), size}, 1, values.data(),
                array_.file);
    record.file = fmt::format("{}#{}", array_.file, done_ + 1);
    if (!labels_.empty()) record.label = labels_[done_];
    record.picture = picture(values);
    ++done_;
    return true;
  }

 private:
  Picture picture(const std::vector<double>& values) const {
    Picture out;
    out.height = layout_.height;
    out.width = layout_.width;
    out.channels = std::min<std::size_t>(layout_.channels, 3);  // a fourth is opacity
    out.high = white(array_.type);
    if (out.high > 0) out.low = 0;
    const std::size_t pixels = out.height * out.width;
    out.pixels.resize(pixels * out.channels);
    for (std::size_t c = 0; c < out.channels; ++c)
      for (std::size_t i = 0; i < pixels; ++i) {
        const float value =
            float(layout_.channels_last ? values[i * layout_.channels + c] : values[c * pixels + i]);
        if (!std::isfinite(value))
          fail(Fault::data, "{}#{}: pixel {} is not finite; expected numbers: replace it", array_.file,
               done_ + 1, i + 1);
        out.pixels[c * pixels + i] = value;
      }
    return out;
  }

  PictureArray array_;
  std::vector<std::string> labels_;
  Layout layout_;
  std::uint64_t done_ = 0;
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<PictureFile> open_array_pictures(PictureArray array, std::vector<std::string> labels) {
  return std::make_unique<ArrayPictures>(std::move(array), std::move(labels));
}

}  // namespace discern
