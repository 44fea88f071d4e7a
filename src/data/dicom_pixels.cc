#include "data/dicom_pixels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "data/column_names.h"
#include "data/image_decoders.h"
#include "data/jpeg_2000.h"
#include "data/jpeg_extended.h"
#include "data/jpeg_lossless.h"
#include "data/jpeg_ls.h"
#include "data/picture_file.h"

namespace discern {
namespace {

void check(const DicomDataset& d, const std::string& name) {
  check_picture_size(name, d.rows, d.columns);
  const bool grey = d.samples == 1 && (d.photometric == "MONOCHROME1" || d.photometric == "MONOCHROME2");
  const bool twelve_bit_jpeg = d.coding == DicomDataset::Coding::extended_jpeg && !d.eight_bit_jpeg();
  // JPEG 2000 undoes its own change of colours.
  const bool own_colours = d.eight_bit_jpeg() || (d.coding == DicomDataset::Coding::jpeg_2000 &&
                                                  (d.photometric == "YBR_RCT" || d.photometric == "YBR_ICT"));
  const bool colour = d.samples == 3 && !twelve_bit_jpeg && (d.photometric == "RGB" || own_colours);
  if (!grey && !colour)
    fail(Fault::data, "{}: pixels of {} samples, {}; expected MONOCHROME1, MONOCHROME2 or RGB: convert it",
         name, d.samples, shown(d.photometric));
  const bool whole = d.allocated == 8 || d.allocated == 16 || d.allocated == 32;
  if (!whole || d.stored < 1 || d.stored > d.allocated || d.high_bit + 1 < d.stored ||
      d.high_bit >= d.allocated)
    fail(Fault::data, "{}: {} of {} bits a pixel; expected 8, 16 or 32: convert it", name, d.stored,
         d.allocated);
  if (!std::isfinite(d.slope) || !std::isfinite(d.intercept) || d.slope == 0)
    fail(Fault::data, "{}: intensities are rescaled by {}; expected a number that is not 0", name, d.slope);
}

// PS3.5, annex G: PackBits of each byte of a pixel, the most significant first. -> [segments][pixels]
std::vector<unsigned char> unpack(std::string_view piece, std::size_t segments, std::size_t pixels,
                                  const std::string& name) {
  const auto number = [&](std::size_t i) {
    std::uint32_t out = 0;
    for (std::size_t k = 4; k-- > 0;) out = out << 8 | static_cast<unsigned char>(piece[4 * i + k]);
    return out;
  };
  if (piece.size() < 64 || number(0) != segments)
    fail(Fault::data, "{}: its run lengths do not fit its size; copy the file again", name);
  std::vector<unsigned char> out;
  out.reserve(segments * pixels);
  for (std::size_t s = 0; s < segments; ++s) {
    std::size_t at = number(s + 1);
    const std::size_t end = (s + 1) * pixels;
    while (out.size() < end && at < piece.size()) {
      const int code = static_cast<signed char>(piece[at++]);
      const std::size_t count =
          std::min<std::size_t>(std::size_t(code < 0 ? 1 - code : code + 1), end - out.size());
      if (code == -128) continue;
      if (at + (code < 0 ? 1 : count) > piece.size()) break;
      if (code < 0)
        out.insert(out.end(), count, static_cast<unsigned char>(piece[at++]));
      else
        out.insert(out.end(), piece.begin() + std::ptrdiff_t(at), piece.begin() + std::ptrdiff_t(at + count));
      if (code >= 0) at += std::size_t(code) + 1;
    }
    if (out.size() < end) fail(Fault::data, "{}: its run lengths end too early; copy the file again", name);
  }
  return out;
}

class Samples {
 public:
  explicit Samples(const DicomDataset& d) : d_(d), shift_(d.high_bit + 1 - d.stored) {
    mask_ = d.stored == 32 ? 0xFFFFFFFFu : (1u << d.stored) - 1;
  }
  double value(std::uint32_t raw) const {
    const std::uint32_t bits = raw >> shift_ & mask_;
    const bool negative = d_.is_signed && (bits >> (d_.stored - 1) & 1);
    return negative ? double(bits) - double(mask_) - 1 : double(bits);
  }
  // What black and white are turned around by.
  double least_and_most() const { return d_.is_signed ? -1.0 : double(mask_); }

 private:
  const DicomDataset& d_;
  unsigned shift_;
  std::uint32_t mask_;
};

// PS3.3, C.11.2.1.2.1.
double windowed(double value, double center, double width) {
  if (width <= 1) return value <= center - 0.5 ? 0 : 255;
  return std::clamp((value - (center - 0.5)) / (width - 1) + 0.5, 0.0, 1.0) * 255;
}

std::string joined(const std::vector<std::string_view>& pieces) {
  std::string out;
  for (const std::string_view piece : pieces) out += piece;
  return out;
}

JpegSamples jpeg_samples(const DicomDataset& d, std::size_t frame, const std::string& name) {
  const std::string bytes = joined(d.pixels[frame]);
  switch (d.coding) {
    case DicomDataset::Coding::extended_jpeg:
      return decode_extended_jpeg(bytes, d.rows, d.columns, name);
    case DicomDataset::Coding::jpeg_ls:
      return decode_jpeg_ls(bytes, d.rows, d.columns, d.samples, name);
    case DicomDataset::Coding::jpeg_2000:
      return decode_jpeg_2000(bytes, d.rows, d.columns, d.samples, name);
    default:
      return decode_lossless_jpeg(bytes, d.rows, d.columns, d.samples, name);
  }
}

// -> [samples, pixels] as the file has them.
std::vector<std::uint32_t> raw_samples(const DicomDataset& d, std::size_t frame, const std::string& name) {
  const std::size_t pixels = d.rows * d.columns, bytes = d.allocated / 8, values = pixels * d.samples;
  if (d.coding >= DicomDataset::Coding::extended_jpeg) {
    JpegSamples decoded = jpeg_samples(d, frame, name);
    if (decoded.bits > d.allocated)
      fail(Fault::data, "{}: samples of {} bits, expected up to {}; check the file", name, decoded.bits,
           d.allocated);
    return std::move(decoded.values);
  }
  const bool native = d.coding == DicomDataset::Coding::native;
  if (native && d.pixels[0][0].size() / (values * bytes) < frame + 1)
    fail(Fault::data, "{}: {} bytes of pixels; expected {} frames of {}: copy the file again", name,
         d.pixels[0][0].size(), d.frames, values * bytes);
  if (!native && d.pixels[frame][0].size() < values * bytes / 64)
    fail(Fault::data, "{}: its run lengths do not fit its size; copy the file again", name);
  std::vector<std::uint32_t> out(values);
  if (d.coding == DicomDataset::Coding::rle) {
    const std::vector<unsigned char> planes = unpack(d.pixels[frame][0], d.samples * bytes, pixels, name);
    for (std::size_t v = 0; v < values; ++v)
      for (std::size_t b = 0; b < bytes; ++b)
        out[v] = out[v] << 8 | planes[(v / pixels * bytes + b) * pixels + v % pixels];
    return out;
  }
  const char* from = d.pixels[0][0].data() + frame * values * bytes;
  for (std::size_t v = 0; v < values; ++v) {
    std::uint32_t raw = 0;
    for (std::size_t b = 0; b < bytes; ++b)
      raw = raw << 8 | static_cast<unsigned char>(from[v * bytes + (d.big_endian ? b : bytes - 1 - b)]);
    out[d.samples == 1 || d.by_plane ? v : v % d.samples * pixels + v / d.samples] = raw;
  }
  return out;
}

}  // namespace

Picture dicom_picture(const DicomDataset& d, std::size_t frame, bool window, const std::string& name) {
  check(d, name);
  Picture out;
  if (d.eight_bit_jpeg()) {
    out = decode_jpeg(joined(d.pixels[frame]), name);
    if (out.height != d.rows || out.width != d.columns)
      fail(Fault::data, "{}: a picture of {} x {}, expected {} x {}; check the file", name, out.height,
           out.width, d.rows, d.columns);
  } else {
    const Samples samples(d);
    out.height = d.rows;
    out.width = d.columns;
    out.channels = d.samples;
    for (const std::uint32_t raw : raw_samples(d, frame, name))
      out.pixels.push_back(float(samples.value(raw)));
  }
  const bool inverted = d.photometric == "MONOCHROME1";
  const bool by_window = window && d.window_center && d.window_width;
  const double turn = d.eight_bit_jpeg() ? 255 : Samples(d).least_and_most();
  for (float& pixel : out.pixels) {
    double value = double(pixel) * d.slope + d.intercept;
    if (by_window) value = windowed(value, *d.window_center, *d.window_width);
    if (inverted) value = by_window ? 255 - value : turn * d.slope + 2 * d.intercept - value;
    pixel = float(value);
    if (!std::isfinite(pixel))
      fail(Fault::data, "{}: an intensity is not finite after rescaling; check the file", name);
  }
  const bool bytes = by_window || (d.stored == 8 && !d.is_signed && d.slope == 1 && d.intercept == 0);
  out.low = bytes ? 0 : std::numeric_limits<float>::quiet_NaN();
  out.high = bytes ? 255 : std::numeric_limits<float>::quiet_NaN();
  return out;
}

}  // namespace discern
