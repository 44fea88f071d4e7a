#include "data/jpeg_extended.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace discern {
namespace {

constexpr unsigned kBaseline = 0xC0, kExtended = 0xC1;  // SOF0, SOF1
constexpr unsigned kBits = 12;
constexpr std::size_t kSide = 8;

using Block = std::array<double, kSide * kSide>;

// T.81, figure A.6: where the k-th coefficient of the zigzag stands.
constexpr std::array<std::uint8_t, 64> kZigzag = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

// [frequency][place]: C(u) / 2 cos((2 x + 1) u pi / 16), of A.3.3.
Block cosines() {
  Block out;
  for (std::size_t u = 0; u < kSide; ++u)
    for (std::size_t x = 0; x < kSide; ++x)
      out[u * kSide + x] = (u == 0 ? std::numbers::sqrt2 / 4 : 0.5) *
                           std::cos((2 * double(x) + 1) * double(u) * std::numbers::pi / 16);
  return out;
}

// in [frequency][other] -> out [other][place]: one of the two dimensions, which change places.
void transform(const Block& in, Block& out) {
  static const Block kCosines = cosines();
  out.fill(0);
  for (std::size_t u = 0; u < kSide; ++u)
    for (std::size_t other = 0; other < kSide; ++other) {
      const double value = in[u * kSide + other];
      if (value == 0) continue;
      for (std::size_t x = 0; x < kSide; ++x) out[other * kSide + x] += value * kCosines[u * kSide + x];
    }
}

class Decoder {
 public:
  Decoder(std::string_view bytes, const std::string& name)
      : reader_(bytes, name, "12-bit JPEG", {kBaseline, kExtended}) {}

  JpegSamples decode(std::size_t height, std::size_t width) {
    reader_.read_headers(height, width, 1);
    if (reader_.precision() != kBits) reader_.refuse("its samples have no 12 bits");
    if (reader_.scan_end() != std::array<unsigned, 3>{0, 63, 0}) reader_.refuse("it stands in several scans");
    const std::size_t down = (height + kSide - 1) / kSide, across = (width + kSide - 1) / kSide;
    // A block takes two bits at least.
    if (down * across / 4 > reader_.size()) reader_.refuse("it is too short for its size");
    out_ = {height, width, 1, kBits, {}};
    out_.values.resize(height * width);
    std::size_t done = 0;
    for (std::size_t y = 0; y < down; ++y)
      for (std::size_t x = 0; x < across; ++x, ++done) {
        if (reader_.restart_interval() > 0 && done > 0 && done % reader_.restart_interval() == 0) {
          reader_.restart();
          before_ = 0;
        }
        place(read_block(), y * kSide, x * kSide);
      }
    return std::move(out_);
  }

 private:
  // F.2.2. -> [vertical frequency][horizontal frequency]
  Block read_block() {
    const auto& steps = reader_.quantisation();
    Block out{};
    const unsigned length = reader_.symbol(JpegTables::dc, 0);
    if (length > 15) reader_.refuse("a code is none of its table's");
    before_ += reader_.extended(length);
    if (std::abs(before_) > kMostLevel) reader_.refuse("its levels are out of range");
    out[0] = double(before_) * steps[0];
    for (std::size_t k = 1; k < 64; ++k) {
      const unsigned code = reader_.symbol(JpegTables::ac, 0), size = code & 15;
      if (size == 0 && code >> 4 < 15) break;  // end of block
      k += code >> 4;
      if (k > 63) reader_.refuse("a block has too many coefficients");
      out[kZigzag[k]] = double(reader_.extended(size)) * steps[k];
    }
    return out;
  }

  void place(const Block& frequencies, std::size_t top, std::size_t left) {
    Block half, pixels;
    transform(frequencies, half);
    transform(half, pixels);
    constexpr double kMiddle = 1 << (kBits - 1), kMost = (1 << kBits) - 1;
    for (std::size_t y = 0; y < std::min(kSide, out_.height - top); ++y)
      for (std::size_t x = 0; x < std::min(kSide, out_.width - left); ++x)
        out_.values[(top + y) * out_.width + left + x] =
            std::uint32_t(std::clamp(std::round(pixels[y * kSide + x] + kMiddle), 0.0, kMost));
  }

  static constexpr std::int32_t kMostLevel = 1 << 20;

  JpegReader reader_;
  std::int32_t before_ = 0;  // the constant of the block before
  JpegSamples out_;
};

}  // namespace

JpegSamples decode_extended_jpeg(std::string_view bytes, std::size_t height, std::size_t width,
                                 const std::string& name) {
  return Decoder(bytes, name).decode(height, width);
}

}  // namespace discern
