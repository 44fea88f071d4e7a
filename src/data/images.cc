#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "base/file.h"
#include "data/image_decoders.h"
#include "data/sources.h"
#include "data/tiff_directory.h"

namespace discern {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t(1) << 30;

class ImageFile final : public PictureFile {
 public:
  explicit ImageFile(const std::string& path) : path_(path) {}

  bool next(PictureRecord& record) override {
    if (!pages_.empty()) return next_page(record);
    if (std::exchange(done_, true)) return false;
    bytes_ = read_file(path_, kMostBytes);
    if (is_tiff(bytes_)) {
      pages_ = tiff_pages(bytes_, path_);
      return next_page(record);
    }
    if (bytes_.starts_with("\x89PNG"))
      record.picture = decode_png(bytes_, path_);
    else if (bytes_.starts_with("\xff\xd8\xff"))
      record.picture = decode_jpeg(bytes_, path_);
    else
      fail(Fault::data, "{}: begins as no PNG, JPEG or TIFF does; check the format, or convert it to PNG",
           path_);
    record.file = path_;
    bytes_.clear();
    return true;
  }

 private:
  bool next_page(PictureRecord& record) {
    if (page_ == pages_.size()) return false;
    record.picture = decode_tiff(pages_[page_], bytes_, path_);
    record.file = pages_.size() == 1 ? path_ : fmt::format("{}#{}", path_, page_);
    ++page_;
    return true;
  }

  std::string path_, bytes_;
  std::vector<TiffPage> pages_;
  std::size_t page_ = 0;
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
