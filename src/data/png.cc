#include <png.h>

#include <csetjmp>
#include <cstring>
#include <vector>

#include "base/fail.h"
#include "data/image_decoders.h"
#include "data/picture_file.h"

namespace discern {
namespace {

// Deflate makes at most 1032 bytes of one.
constexpr std::size_t kMostExpansion = 1100;
constexpr png_alloc_size_t kMostChunk = 8 << 20;

// What libpng's C functions see; nothing in it needs a destructor that a jump could miss.
struct Reading {
  const char* bytes;
  std::size_t left;
  char fault[128];
  std::size_t height, width, channels, row_bytes;
  bool wide;
};

void read_bytes(png_structp png, png_bytep to, std::size_t size) {
  auto& reading = *static_cast<Reading*>(png_get_io_ptr(png));
  if (size > reading.left) png_error(png, "it ends too early");
  std::memcpy(to, reading.bytes, size);
  reading.bytes += size;
  reading.left -= size;
}

[[noreturn]] void on_error(png_structp png, png_const_charp text) {
  auto& reading = *static_cast<Reading*>(png_get_error_ptr(png));
  std::strncpy(reading.fault, text, sizeof reading.fault - 1);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

class Png {
 public:
  Png(const std::string& bytes, const std::string& name) : name_(name), size_(bytes.size()) {
    reading_ = {bytes.data(), bytes.size(), {}, 0, 0, 0, 0, false};
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading_, on_error, on_warning);
    if (png_) info_ = png_create_info_struct(png_);
    if (!info_) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      fail(Fault::io, "{}: libpng cannot start; free some memory", name);
    }
    png_set_read_fn(png_, &reading_, read_bytes);
  }
  ~Png() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;

  Picture decode() {
    if (!read_header()) refuse();
    check_picture_size(name_, reading_.height, reading_.width);
    const std::size_t size = reading_.height * reading_.row_bytes;
    if (size / kMostExpansion > size_)
      fail(Fault::data, "{}: {} bytes are too few for {} x {} pixels; copy the file again", name_, size_,
           reading_.height, reading_.width);
    std::vector<unsigned char> samples(size);
    std::vector<unsigned char*> rows;
    for (std::size_t y = 0; y < reading_.height; ++y) rows.push_back(samples.data() + y * reading_.row_bytes);
    if (!read_pixels(rows.data())) refuse();
    return from_samples(samples.data(), reading_.height, reading_.width, reading_.channels, reading_.wide);
  }

 private:
  bool read_header() {
    if (setjmp(png_jmpbuf(png_))) return false;
    png_set_user_limits(png_, 1u << 20, 1u << 20);
    png_set_chunk_malloc_max(png_, kMostChunk);
    png_read_info(png_, info_);
    const int type = png_get_color_type(png_, info_);
    if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png_);
    if (!(type & PNG_COLOR_MASK_COLOR) && png_get_bit_depth(png_, info_) < 8)
      png_set_expand_gray_1_2_4_to_8(png_);
    if (type & PNG_COLOR_MASK_ALPHA) png_set_strip_alpha(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    reading_.height = png_get_image_height(png_, info_);
    reading_.width = png_get_image_width(png_, info_);
    reading_.channels = png_get_channels(png_, info_);
    reading_.row_bytes = png_get_rowbytes(png_, info_);
    reading_.wide = png_get_bit_depth(png_, info_) == 16;
    return true;
  }

  bool read_pixels(unsigned char** rows) {
    if (setjmp(png_jmpbuf(png_))) return false;
    png_read_image(png_, rows);
    png_read_end(png_, nullptr);
    return true;
  }

  [[noreturn]] void refuse() const {
    fail(Fault::data, "{}: is no sound PNG picture: {}; copy the file again", name_, reading_.fault);
  }

  const std::string& name_;
  std::size_t size_;
  Reading reading_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

}  // namespace

Picture decode_png(const std::string& bytes, const std::string& name) {
  return Png(bytes, name).decode();
}

}  // namespace discern
