#include "data/jpeg_ls.h"

#include <charls/charls.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include "base/fail.h"

namespace discern {
namespace {

using Handle = std::unique_ptr<charls_jpegls_decoder, decltype(&charls_jpegls_decoder_destroy)>;

class Decoder {
 public:
  Decoder(std::string_view bytes, const std::string& name)
      : name_(name), handle_(charls_jpegls_decoder_create(), charls_jpegls_decoder_destroy) {
    if (!handle_) throw std::bad_alloc();
    // CharLS 2.4 takes seconds over pixels cut off without an end, which one byte of padding may follow.
    if (bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 3)).find("\xFF\xD9") == bytes.npos)
      refuse("it ends too early");
    check(charls_jpegls_decoder_set_source_buffer(handle_.get(), bytes.data(), bytes.size()));
    check(charls_jpegls_decoder_read_header(handle_.get()));
    check(charls_jpegls_decoder_get_frame_info(handle_.get(), &frame_));
  }

  JpegSamples decode(std::size_t height, std::size_t width, std::size_t samples, std::size_t size) {
    if (frame_.height != height || frame_.width != width || std::size_t(frame_.component_count) != samples)
      fail(Fault::data, "{}: a picture of {} x {}, {} samples; expected {} x {}, {}: check the file", name_,
           frame_.height, frame_.width, frame_.component_count, height, width, samples);
    // A line takes a bit at least.
    if (height * samples / 8 > size) refuse("it is too short for its size");
    const std::size_t wide = frame_.bits_per_sample > 8 ? 2 : 1;
    std::vector<unsigned char> raw(height * width * samples * wide);
    std::size_t needed = 0;
    check(charls_jpegls_decoder_get_destination_size(handle_.get(), 0, &needed));
    if (needed != raw.size()) refuse("its size is not its frame's");
    check(charls_jpegls_decoder_decode_to_buffer(handle_.get(), raw.data(), raw.size(), 0));
    charls_interleave_mode order{};
    check(charls_jpegls_decoder_get_interleave_mode(handle_.get(), &order));
    JpegSamples out{height, width, samples, unsigned(frame_.bits_per_sample),
                    std::vector<std::uint32_t>(height * width * samples)};
    const std::size_t pixels = height * width;
    for (std::size_t v = 0; v < out.values.size(); ++v) {
      const bool by_plane = order == charls::interleave_mode::none;
      std::uint16_t value = raw[v];
      if (wide == 2) std::memcpy(&value, raw.data() + 2 * v, 2);
      out.values[by_plane ? v : v % samples * pixels + v / samples] = value;
    }
    return out;
  }

 private:
  [[noreturn]] void refuse(std::string_view why) const {
    fail(Fault::data, "{}: is no sound JPEG-LS picture: {}; copy the file again", name_, why);
  }
  void check(charls_jpegls_errc code) const {
    if (code != charls_jpegls_errc::success) refuse(charls_get_error_message(code));
  }

  const std::string& name_;
  Handle handle_;
  charls_frame_info frame_{};
};

}  // namespace

JpegSamples decode_jpeg_ls(std::string_view bytes, std::size_t height, std::size_t width, std::size_t samples,
                           const std::string& name) {
  return Decoder(bytes, name).decode(height, width, samples, bytes.size());
}

}  // namespace discern
