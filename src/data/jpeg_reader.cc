#include "data/jpeg_reader.h"

#include <algorithm>

#include "base/fail.h"

namespace discern {
namespace {

enum Marker : unsigned {
  huffman_tables = 0xC4,
  first_restart = 0xD0,
  last_restart = 0xD7,
  start_of_image = 0xD8,
  end_of_image = 0xD9,
  start_of_scan = 0xDA,
  quantisation_tables = 0xDB,
  restart_interval_marker = 0xDD
};

}  // namespace

void JpegReader::refuse(std::string_view why) const {
  fail(Fault::data, "{}: is no sound {} picture: {}; copy the file again", name_, process_, why);
}

void JpegReader::read_headers(std::size_t height, std::size_t width, std::size_t samples) {
  if (next_marker() != start_of_image) refuse("it does not begin as one");
  for (unsigned marker = next_marker(); marker != start_of_scan; marker = next_marker()) {
    const std::size_t end = segment();
    if (marker == huffman_tables)
      read_huffman_tables(end);
    else if (marker == quantisation_tables)
      read_quantisation(end);
    else if (marker == restart_interval_marker)
      interval_ = number(2);
    else if (std::find(processes_.begin(), processes_.end(), marker) != processes_.end())
      read_frame(height, width, samples);
    else if (marker == end_of_image || (marker >= 0xC0 && marker < 0xD0))
      refuse("it is of another process");
    at_ = end;
  }
  if (samples_ == 0) refuse("it has no frame");
  read_scan_header();
}

unsigned JpegReader::number(std::size_t size) {
  if (bytes_.size() - at_ < size) refuse("it ends too early");
  unsigned out = 0;
  for (; size > 0; --size) out = out << 8 | static_cast<unsigned char>(bytes_[at_++]);
  return out;
}

unsigned JpegReader::next_marker() {
  if (number(1) != 0xFF) refuse("a marker is missing");
  unsigned code = number(1);
  while (code == 0xFF) code = number(1);
  return code;
}

// -> where the segment that begins here ends.
std::size_t JpegReader::segment() {
  const std::size_t begin = at_, length = number(2);
  if (length < 2 || length > bytes_.size() - begin) refuse("it ends too early");
  return begin + length;
}

void JpegReader::read_huffman_tables(std::size_t end) {
  while (at_ < end) {
    const unsigned which = number(1);
    if (which >> 4 > 1 || (which & 15) > 3) refuse("a table is of no such picture");
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
    tables_[which >> 4][which & 15] = std::move(table);
  }
}

void JpegReader::read_quantisation(std::size_t end) {
  while (at_ < end) {
    const unsigned which = number(1);
    if (which >> 4 > 1 || (which & 15) > 3) refuse("a table is of no such picture");
    for (std::uint16_t& step : quantisation_[which & 15]) step = std::uint16_t(number(which >> 4 ? 2 : 1));
    quantisation_there_[which & 15] = true;
  }
}

void JpegReader::read_frame(std::size_t height, std::size_t width, std::size_t samples) {
  precision_ = number(1);
  const std::size_t found_height = number(2), found_width = number(2), found = number(1);
  if (found_height != height || found_width != width || found != samples || samples > 4)
    fail(Fault::data, "{}: a picture of {} x {}, {} samples; expected {} x {}, {}: check the file", name_,
         found_height, found_width, found, height, width, samples);
  for (std::size_t s = 0; s < samples; ++s) {
    ids_[s] = number(1);
    // One sample alone stands block by block, whatever its resolution is said to be.
    if (number(1) != 0x11 && samples > 1) refuse("its samples are of several resolutions");
    const unsigned table = number(1);
    if (s == 0) quantisation_of_ = table;
  }
  samples_ = samples;
}

void JpegReader::read_scan_header() {
  const std::size_t end = segment();
  if (number(1) != samples_) refuse("its samples stand in several scans");
  for (std::size_t s = 0; s < samples_; ++s) {
    if (number(1) != ids_[s]) refuse("its samples stand in another order");
    table_of_[s] = number(1);
  }
  for (unsigned& part : scan_end_) part = number(1);
  at_ = end;
}

const std::array<std::uint16_t, 64>& JpegReader::quantisation() const {
  if (quantisation_of_ > 3 || !quantisation_there_[quantisation_of_]) refuse("a table is missing");
  return quantisation_[quantisation_of_];
}

unsigned JpegReader::symbol(JpegTables kind, std::size_t sample) {
  const unsigned which = kind == JpegTables::dc ? table_of_[sample] >> 4 : table_of_[sample] & 15;
  if (which > 3 || !tables_[std::size_t(kind)][which].there) refuse("a table is missing");
  const HuffmanTable& table = tables_[std::size_t(kind)][which];
  std::int32_t code = 0;
  for (std::size_t l = 1; l <= 16; ++l) {
    code = code << 1 | std::int32_t(take(1));
    if (code <= table.most[l]) return table.values[std::size_t(table.first[l] + code - table.least[l])];
  }
  refuse("a code is none of its table's");
}

std::uint32_t JpegReader::take(unsigned count) {
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

std::int32_t JpegReader::extended(unsigned length) {
  if (length == 0) return 0;
  const auto bits = std::int32_t(take(length));
  return bits < (1 << (length - 1)) ? bits - (1 << length) + 1 : bits;
}

void JpegReader::restart() {
  held_ = 0;
  const unsigned marker = next_marker();
  if (marker < first_restart || marker > last_restart) refuse("a restart is missing");
}

}  // namespace discern
