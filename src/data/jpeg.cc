// jpeglib.h needs what stands before it.
// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <csetjmp>
#include <vector>

#include "base/fail.h"
#include "data/image_decoders.h"
#include "data/picture_file.h"

namespace discern {
namespace {

// Pixels that one byte can stand for where a picture is all of one shade.
constexpr std::size_t kMostExpansion = 4096;
constexpr long kMostMemory = 512l << 20;

struct Faults {
  jpeg_error_mgr manager;
  std::jmp_buf back;
  char text[JMSG_LENGTH_MAX];
};

[[noreturn]] void on_error(j_common_ptr info) {
  auto& faults = *reinterpret_cast<Faults*>(info->err);
  info->err->format_message(info, faults.text);
  std::longjmp(faults.back, 1);
}

// Damaged data are warnings to libjpeg, which goes on with grey.
void on_message(j_common_ptr info, int level) {
  if (level < 0) on_error(info);
}

class Jpeg {
 public:
  Jpeg(const std::string& bytes, const std::string& name) : bytes_(bytes), name_(name) {
    info_.err = jpeg_std_error(&faults_.manager);
    faults_.manager.error_exit = on_error;
    faults_.manager.emit_message = on_message;
  }
  ~Jpeg() { jpeg_destroy_decompress(&info_); }
  Jpeg(const Jpeg&) = delete;
  Jpeg& operator=(const Jpeg&) = delete;

  Picture decode() {
    if (!read_header()) refuse();
    check_picture_size(name_, info_.image_height, info_.image_width);
    const std::size_t pixels = std::size_t(info_.image_height) * info_.image_width;
    if (pixels / kMostExpansion > bytes_.size())
      fail(Fault::data, "{}: {} bytes are too few for {} x {} pixels; copy the file again", name_,
           bytes_.size(), info_.image_height, info_.image_width);
    const std::size_t channels = info_.num_components == 1 ? 1 : 3;
    if (info_.num_components != 1 && info_.num_components != 3)
      fail(Fault::data, "{}: has {} colours; expected grey, or red, green and blue: convert it", name_,
           info_.num_components);
    info_.out_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    info_.dct_method = JDCT_ISLOW;
    std::vector<unsigned char> samples(pixels * channels);
    if (!read_pixels(samples.data(), info_.image_width * channels)) refuse();
    return from_samples(samples.data(), info_.image_height, info_.image_width, channels, false);
  }

 private:
  bool read_header() {
    if (setjmp(faults_.back)) return false;
    jpeg_create_decompress(&info_);
    info_.mem->max_memory_to_use = kMostMemory;
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    jpeg_read_header(&info_, TRUE);
    return true;
  }

  bool read_pixels(unsigned char* samples, std::size_t row_bytes) {
    if (setjmp(faults_.back)) return false;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      unsigned char* row = samples + std::size_t(info_.output_scanline) * row_bytes;
      jpeg_read_scanlines(&info_, &row, 1);
    }
    jpeg_finish_decompress(&info_);
    return true;
  }

  [[noreturn]] void refuse() const {
    fail(Fault::data, "{}: is no sound JPEG picture: {}; copy the file again", name_, faults_.text);
  }

  const std::string& bytes_;
  const std::string& name_;
  jpeg_decompress_struct info_{};
  Faults faults_{};
};

}  // namespace

Picture decode_jpeg(const std::string& bytes, const std::string& name) {
  return Jpeg(bytes, name).decode();
}

}  // namespace discern
