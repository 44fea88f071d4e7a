// TIFF pictures: strips and tiles of 8, 16 or 32 bits, grey, colour and palette.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/fail.h"
#include "data/image_decoders.h"
#include "data/picture_file.h"
#include "data/tiff_codecs.h"
#include "data/tiff_directory.h"

namespace discern {
namespace {

constexpr std::size_t kMostBytes = std::size_t(1) << 28;

enum Photometric : unsigned { white_is_zero, black_is_zero, rgb, palette_colour };
enum Format : unsigned { whole = 1, signed_whole, floating };

void check(const TiffPage& page, std::size_t file_size, const std::string& name) {
  if (!is_tiff_compression(page.compression))
    fail(Fault::data, "{}: compression {} is not read; expected none, LZW, PackBits or deflate: save it so",
         name, page.compression);
  if (page.predictor > 2 || page.predictor < 1)
    fail(Fault::data, "{}: predictor {} is not read; save it without one", name, page.predictor);
  const bool grey = page.photometric <= black_is_zero, colour = page.photometric == rgb && page.samples >= 3;
  const bool indexed = page.photometric == palette_colour && page.bits == 8 && page.palette.size() == 768;
  const bool known = page.format == whole || (page.format == signed_whole && grey) ||
                     (page.format == floating && page.bits == 32 && grey && page.predictor == 1);
  if (!(grey || colour || indexed) || !known)
    fail(Fault::data,
         "{}: colours of kind {}, {} samples of {} bits, format {}; expected grey, RGB or a palette: convert "
         "it",
         name, page.photometric, page.samples, page.bits, page.format);
  // Pieces are unpacked whole, also what of a tile lies beside the picture.
  const std::size_t bytes = (page.height + page.tile_height - 1) / page.tile_height * page.tile_height *
                            page.tile_width * ((page.width + page.tile_width - 1) / page.tile_width) *
                            page.samples * (page.bits / 8);
  if (bytes > kMostBytes)
    fail(Fault::data, "{}: {} bytes of pixels; expected up to {}: cut it into parts, or reduce it", name,
         bytes, kMostBytes);
  const std::size_t needed = page.height * page.width * page.samples * (page.bits / 8);
  if (needed / tiff_expansion(page.compression) > file_size)
    fail(Fault::data, "{}: {} bytes are too few for {} x {} pixels; copy the file again", name, file_size,
         page.height, page.width);
}

// Samples of a pixel that are looked at: not alpha.
std::size_t channels_of(const TiffPage& page) {
  return page.photometric == rgb ? 3 : 1;
}

// The raw samples of a page, [pixels][channels], from its pieces.
class Samples {
 public:
  Samples(const TiffPage& page, bool big_endian, const std::string& name)
      : page_(page), big_(big_endian), size_(page.bits / 8), name_(name) {
    values_.resize(page.height * page.width * channels_of(page));
  }

  std::vector<std::uint32_t> read() {
    const std::size_t across = (page_.width + page_.tile_width - 1) / page_.tile_width,
                      down = (page_.height + page_.tile_height - 1) / page_.tile_height;
    for (std::size_t i = 0; i < page_.pieces.size(); ++i)
      place(page_.pieces[i], i % across * page_.tile_width, i / across % down * page_.tile_height,
            i / (across * down));
    return std::move(values_);
  }

 private:
  // plane: the first sample of the piece, if it holds one a pixel.
  void place(std::string_view packed, std::size_t left, std::size_t top, std::size_t plane) {
    const std::size_t own = page_.by_plane ? 1 : page_.samples, channels = channels_of(page_);
    if (plane >= channels) return;
    const std::size_t row_bytes = page_.tile_width * own * size_;
    const std::size_t rows = std::min(page_.tile_height, page_.height - top),
                      columns = std::min(page_.tile_width, page_.width - left);
    const std::string bytes = tiff_unpack(page_.compression, packed, rows * row_bytes);
    if (bytes.size() < rows * row_bytes)
      fail(Fault::data, "{}: its pixels end too early; copy the file again", name_);
    std::vector<std::uint32_t> before(own);
    for (std::size_t y = 0; y < rows; ++y) {
      std::fill(before.begin(), before.end(), 0u);
      for (std::size_t x = 0; x < columns; ++x)
        for (std::size_t s = 0; s < own; ++s) {
          std::uint32_t value = raw(bytes, y * row_bytes + (x * own + s) * size_);
          if (page_.predictor == 2) value = before[s] = (before[s] + value) & mask();
          if (plane + s < channels)
            values_[((top + y) * page_.width + left + x) * channels + plane + s] = value;
        }
    }
  }
  std::uint32_t mask() const { return page_.bits == 32 ? 0xFFFFFFFFu : (1u << page_.bits) - 1; }
  std::uint32_t raw(const std::string& bytes, std::size_t at) const {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < size_; ++i)
      out = out << 8 | static_cast<unsigned char>(bytes[at + (big_ ? i : size_ - 1 - i)]);
    return out;
  }

  const TiffPage& page_;
  bool big_;
  std::size_t size_;
  const std::string& name_;
  std::vector<std::uint32_t> values_;
};

float intensity(const TiffPage& page, std::uint32_t raw, double most) {
  if (page.format == floating) return std::bit_cast<float>(raw);
  double value = raw;
  if (page.format == signed_whole) {
    const auto shifted = std::int32_t(raw << (32 - page.bits));
    value = double(shifted >> (32 - page.bits));
  }
  if (page.photometric == white_is_zero) value = (page.format == signed_whole ? -1 : most) - value;
  return float(value);
}

Picture picture_of(const TiffPage& page, const std::vector<std::uint32_t>& raw, const std::string& name) {
  Picture out;
  out.height = page.height;
  out.width = page.width;
  out.channels = page.photometric >= rgb ? 3 : 1;
  const std::size_t pixels = page.height * page.width;
  const double most = std::ldexp(1.0, int(page.bits)) - 1;
  out.pixels.reserve(pixels * out.channels);
  for (std::size_t c = 0; c < out.channels; ++c)
    for (std::size_t i = 0; i < pixels; ++i)
      out.pixels.push_back(page.photometric == palette_colour
                               ? float(page.palette[c * 256 + raw[i]] >> 8)
                               : intensity(page, raw[i * out.channels + c], most));
  if (!std::all_of(out.pixels.begin(), out.pixels.end(), [](float v) { return std::isfinite(v); }))
    fail(Fault::data, "{}: an intensity is not finite; check the file", name);
  const auto begin = out.pixels.begin();
  const auto plane = std::ptrdiff_t(pixels);
  if (out.channels == 3 && std::equal(begin, begin + 2 * plane, begin + plane)) {
    out.channels = 1;
    out.pixels.resize(pixels);
  }
  const bool bounded = page.format == whole && page.bits <= 16;
  out.low = bounded ? 0 : std::numeric_limits<float>::quiet_NaN();
  out.high = bounded ? float(most) : std::numeric_limits<float>::quiet_NaN();
  return out;
}

}  // namespace

Picture decode_tiff(const TiffPage& page, const std::string& bytes, const std::string& name) {
  check(page, bytes.size(), name);
  return picture_of(page, Samples(page, is_big_endian_tiff(bytes), name).read(), name);
}

}  // namespace discern
