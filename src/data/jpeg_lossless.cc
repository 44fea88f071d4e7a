#include "data/jpeg_lossless.h"

#include <array>

#include "base/fail.h"

namespace discern {
namespace {

enum Marker : unsigned {
  start_of_frame = 0xC3,  // process 14
  huffman_tables = 0xC4,
  first_restart = 0xD0,
  last_restart = 0xD7,
  start_of_image = 0xD8,
  end_of_image = 0xD9,
  start_of_scan = 0xDA,
  restart_interval = 0xDD
};

// Codes by their length, as T.81's F.2.2.3 decodes them.
struct HuffmanTable {
  bool there = false;
  std::array<std::int32_t, 17> least{}, most{}, first{};  // by length: codes, and where their values begin
  std::vector<std::uint8_t> values;
};

class Decoder {
 public:
  Decoder(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  LosslessPicture decode(std::size_t height, std::size_t width, std::size_t samples) {
    if (next_marker() != start_of_image) refuse("it does not begin as one");
    for (unsigned marker = next_marker(); marker != start_of_scan; marker = next_marker()) {
      const std::size_t end = segment();
      if (marker == huffman_tables)
        read_tables(end);
      else if (marker == restart_interval)
        interval_ = number(2);
      else if (marker == start_of_frame)
        read_frame(height, width, samples);
      else if (marker == end_of_image || (marker >= 0xC0 && marker < 0xD0))
        refuse("it is of another process");
      at_ = end;
    }
    if (out_.samples == 0) refuse("it has no frame");
    read_scan_header();
    out_.values.resize(out_.samples * out_.height * out_.width);
    read_scan();
    return std::move(out_);
  }

 private:
  [[noreturn]] void refuse(const char* why) const {
    fail(Fault::data, "{}: is no sound lossless JPEG picture: {}; copy the file again", name_, why);
  }

  unsigned number(std::size_t size) {
    if (bytes_.size() - at_ < size) refuse("it ends too early");
    unsigned out = 0;
    for (; size > 0; --size) out = out << 8 | static_cast<unsigned char>(bytes_[at_++]);
    return out;
  }

  unsigned next_marker() {
    if (number(1) != 0xFF) refuse("a marker is missing");
    unsigned code = number(1);
    while (code == 0xFF) code = number(1);
    return code;
  }

  // -> where the segment that begins here ends.
  std::size_t segment() {
    const std::size_t begin = at_, length = number(2);
    if (length < 2 || length > bytes_.size() - begin) refuse("it ends too early");
    return begin + length;
  }

  void read_tables(std::size_t end) {
    while (at_ < end) {
      const unsigned which = number(1);
      if (which > 3) refuse("a table is of no lossless picture");
      HuffmanTable table;
      std::array<unsigned, 17> counts{};
      std::size_t all = 0;
      for (std::size_t l = 1; l <= 16; ++l) all += counts[l] = number(1);
      for (std::size_t i = 0; i < all; ++i) table.values.push_back(std::uint8_t(number(1)));
      std::int32_t code = 0, at = 0;
      for (std::size_t l = 1; l <= 16; ++l, code <<= 1) {
        table.least[l] = code;
        table.first[l] = at;
        code += std::int32_t(counts[l]);
        at += std::int32_t(counts[l]);
        table.most[l] = counts[l] ? code - 1 : -1;
        if (code > (1 << l)) refuse("a table has too many codes");
      }
      table.there = true;
      tables_[which] = std::move(table);
    }
  }

  void read_frame(std::size_t height, std::size_t width, std::size_t samples) {
    precision_ = number(1);
    const std::size_t found_height = number(2), found_width = number(2), found = number(1);
    if (found_height != height || found_width != width || found != samples || samples > 4)
      fail(Fault::data, "{}: a picture of {} x {}, {} samples; expected {} x {}, {}: check the file", name_,
           found_height, found_width, found, height, width, samples);
    if (precision_ < 2 || precision_ > 16) refuse("its samples have no 2 to 16 bits");
    // A pixel takes a bit at least.
    if (height * width * samples / 8 > bytes_.size()) refuse("it is too short for its size");
    for (std::size_t s = 0; s < samples; ++s) {
      ids_[s] = number(1);
      if (number(1) != 0x11) refuse("its samples are of several resolutions");
      number(1);
    }
    out_ = {height, width, samples, {}};
  }

  void read_scan_header() {
    const std::size_t end = segment();
    if (number(1) != out_.samples) refuse("its samples stand in several scans");
    for (std::size_t s = 0; s < out_.samples; ++s) {
      if (number(1) != ids_[s]) refuse("its samples stand in another order");
      table_of_[s] = number(1) >> 4;
      if (table_of_[s] > 3 || !tables_[table_of_[s]].there) refuse("a table is missing");
    }
    predictor_ = number(1);
    number(1);
    shift_ = number(1) & 15;
    if (predictor_ < 1 || predictor_ > 7 || shift_ >= precision_) refuse("its predictor is none");
    at_ = end;
  }

  void read_scan() {
    const std::size_t rows = out_.height, columns = out_.width, pixels = rows * columns;
    if (interval_ % columns != 0) refuse("a restart stands within a row");
    const std::size_t rows_between = interval_ / columns;
    for (std::size_t y = 0; y < rows; ++y) {
      const bool fresh = y == 0 || (rows_between > 0 && y % rows_between == 0);
      if (fresh && y > 0) restart();
      for (std::size_t x = 0; x < columns; ++x)
        for (std::size_t s = 0; s < out_.samples; ++s) {
          std::uint32_t* const here = out_.values.data() + s * pixels + y * columns + x;
          *here = (predicted(here, x, fresh) + difference(tables_[table_of_[s]])) & 0xFFFF;
        }
    }
    for (std::uint32_t& value : out_.values) value = (value << shift_) & 0xFFFF;
  }

  // T.81, H.1.2.1; the first row goes by the left pixel, the first column by the one above.
  std::uint32_t predicted(const std::uint32_t* here, std::size_t x, bool fresh) const {
    if (fresh) return x == 0 ? 1u << (precision_ - shift_ - 1) : here[-1];
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

  std::uint32_t difference(const HuffmanTable& table) {
    const unsigned length = category(table);
    if (length == 0) return 0;
    if (length == 16) return 32768;
    const std::int32_t bits = std::int32_t(take(length));
    return std::uint32_t(bits < (1 << (length - 1)) ? bits - (1 << length) + 1 : bits);
  }

  unsigned category(const HuffmanTable& table) {
    std::int32_t code = 0;
    for (std::size_t l = 1; l <= 16; ++l) {
      code = code << 1 | std::int32_t(take(1));
      if (code > table.most[l]) continue;
      const unsigned found = table.values[std::size_t(table.first[l] + code - table.least[l])];
      if (found <= 16) return found;
      break;
    }
    refuse("a code is none of its table's");
  }

  std::uint32_t take(unsigned count) {
    while (held_ < count) {
      if (at_ == bytes_.size()) refuse("it ends too early");
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      if (byte == 0xFF && number(1) != 0) refuse("its pixels end too early");
      bits_ = bits_ << 8 | byte;
      held_ += 8;
    }
    held_ -= count;
    return bits_ >> held_ & ((1u << count) - 1);
  }

  void restart() {
    held_ = 0;
    const unsigned marker = next_marker();
    if (marker < first_restart || marker > last_restart) refuse("a restart is missing");
  }

  std::string_view bytes_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::array<HuffmanTable, 4> tables_;
  std::array<unsigned, 4> ids_{}, table_of_{};
  unsigned precision_ = 0, predictor_ = 0, shift_ = 0;
  std::size_t interval_ = 0;  // pixels from one restart to the next; 0: none
  std::uint32_t bits_ = 0;
  unsigned held_ = 0;
  LosslessPicture out_;
};

}  // namespace

LosslessPicture decode_lossless_jpeg(std::string_view bytes, std::size_t height, std::size_t width,
                                     std::size_t samples, const std::string& name) {
  return Decoder(bytes, name).decode(height, width, samples);
}

}  // namespace discern
