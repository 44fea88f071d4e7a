#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "base/file.h"
#include "data/image_decoders.h"
#include "data/sources.h"

namespace discern {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t(1) << 30;

class ImageFile final : public PictureFile {
 public:
  explicit ImageFile(const std::string& path) : path_(path) {}

  bool next(PictureRecord& record) override {
    if (std::exchange(done_, true)) return false;
    const std::string bytes = read_file(path_, kMostBytes);
    if (bytes.starts_with("\x89PNG"))
      record.picture = decode_png(bytes, path_);
    else if (bytes.starts_with("\xff\xd8\xff"))
      record.picture = decode_jpeg(bytes, path_);
    else
      fail(Fault::data, "{}: begins neither as PNG nor as JPEG does; check the format, or convert it to PNG",
           path_);
    record.file = path_;
    return true;
  }

 private:
  std::string path_;
  bool done_ = false;
};

}  // namespace

Picture from_samples(const unsigned char* bytes, std::size_t height, std::size_t width, std::size_t channels,
                     bool wide) {
  Picture out;
  out.height = height;
  out.width = width;
  out.low = 0;
  out.high = wide ? 65535 : 255;
  const std::size_t pixels = height * width, size = wide ? 2 : 1;
  bool grey = true;
  for (std::size_t i = 0; channels == 3 && grey && i < pixels; ++i) {
    const unsigned char* at = bytes + i * 3 * size;
    grey = std::equal(at, at + 2 * size, at + size);
  }
  out.channels = grey ? 1 : 3;
  out.pixels.resize(pixels * out.channels);
  for (std::size_t c = 0; c < out.channels; ++c)
    for (std::size_t i = 0; i < pixels; ++i) {
      const unsigned char* at = bytes + (i * channels + c) * size;
      out.pixels[c * pixels + i] = wide ? float(at[0] << 8 | at[1]) : float(at[0]);
    }
  return out;
}

std::unique_ptr<PictureFile> open_image(const Input& input, const ReadOptions&) {
  return std::make_unique<ImageFile>(input.path);
}

}  // namespace discern
