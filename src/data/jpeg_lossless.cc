#include "data/jpeg_lossless.h"

#include <utility>

namespace discern {
namespace {

constexpr unsigned kLossless = 0xC3;  // SOF3, process 14

class Decoder {
 public:
  Decoder(std::string_view bytes, const std::string& name)
      : reader_(bytes, name, "lossless JPEG", {kLossless}) {}

  JpegSamples decode(std::size_t height, std::size_t width, std::size_t samples) {
    reader_.read_headers(height, width, samples);
    if (reader_.precision() < 2 || reader_.precision() > 16)
      reader_.refuse("its samples have no 2 to 16 bits");
    // A pixel takes a bit at least.
    if (height * width * samples / 8 > reader_.size()) reader_.refuse("it is too short for its size");
    predictor_ = reader_.scan_end()[0];
    shift_ = reader_.scan_end()[2] & 15;
    if (predictor_ < 1 || predictor_ > 7 || shift_ >= reader_.precision())
      reader_.refuse("its predictor is none");
    out_ = {height, width, samples, reader_.precision(), {}};
    out_.values.resize(samples * height * width);
    read_scan();
    return std::move(out_);
  }

 private:
  void read_scan() {
    const std::size_t rows = out_.height, columns = out_.width, pixels = rows * columns;
    if (reader_.restart_interval() % columns != 0) reader_.refuse("a restart stands within a row");
    const std::size_t rows_between = reader_.restart_interval() / columns;
    for (std::size_t y = 0; y < rows; ++y) {
      const bool fresh = y == 0 || (rows_between > 0 && y % rows_between == 0);
      if (fresh && y > 0) reader_.restart();
      for (std::size_t x = 0; x < columns; ++x)
        for (std::size_t s = 0; s < out_.samples; ++s) {
          std::uint32_t* const here = out_.values.data() + s * pixels + y * columns + x;
          *here = (predicted(here, x, fresh) + difference(s)) & 0xFFFF;
        }
    }
    for (std::uint32_t& value : out_.values) value = (value << shift_) & 0xFFFF;
  }

  // T.81, H.1.2.1; the first row goes by the left pixel, the first column by the one above.
  std::uint32_t predicted(const std::uint32_t* here, std::size_t x, bool fresh) const {
    if (fresh) return x == 0 ? 1u << (reader_.precision() - shift_ - 1) : here[-1];
    const std::uint32_t* const above = here - out_.width;
    if (x == 0) return *above;
    const auto a = std::int32_t(here[-1]), b = std::int32_t(above[0]), c = std::int32_t(above[-1]);
    switch (predictor_) {
      case 1:
        return std::uint32_t(a);
      case 2:
        return std::uint32_t(b);
      case 3:
        return std::uint32_t(c);
      case 4:
        return std::uint32_t(a + b - c);
      case 5:
        return std::uint32_t(a + ((b - c) >> 1));
      case 6:
        return std::uint32_t(b + ((a - c) >> 1));
      default:
        return std::uint32_t((a + b) >> 1);
    }
  }

  std::uint32_t difference(std::size_t sample) {
    const unsigned length = reader_.symbol(JpegTables::dc, sample);
    if (length > 16) reader_.refuse("a code is none of its table's");
    return length == 16 ? 32768 : std::uint32_t(reader_.extended(length));
  }

  JpegReader reader_;
  unsigned predictor_ = 0, shift_ = 0;
  JpegSamples out_;
};

}  // namespace

JpegSamples decode_lossless_jpeg(std::string_view bytes, std::size_t height, std::size_t width,
                                 std::size_t samples, const std::string& name) {
  return Decoder(bytes, name).decode(height, width, samples);
}

}  // namespace discern
