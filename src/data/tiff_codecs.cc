#include "data/tiff_codecs.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "data/inflate.h"

namespace discern {
namespace {

enum Compression : unsigned { none = 1, lzw = 5, deflate = 8, pack_bits = 32773, old_deflate = 32946 };

std::string unpack_bits(std::string_view packed, std::size_t size) {
  std::string out;
  for (std::size_t at = 0; at < packed.size() && out.size() < size;) {
    const int code = static_cast<signed char>(packed[at++]);
    if (code == -128) continue;
    const std::size_t count = std::min(std::size_t(code < 0 ? 1 - code : code + 1), size - out.size());
    if (code < 0) {
      if (at == packed.size()) break;
      out.append(count, packed[at++]);
    } else {
      out.append(packed.substr(at, count));
      at += std::size_t(code) + 1;
    }
  }
  return out;
}

std::string unpack_deflate(std::string_view packed, std::size_t size) {
  Inflate inflate_stream(15);
  z_stream& stream = inflate_stream.stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = uInt(packed.size());
  std::string out(size, '\0');
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = uInt(size);
  inflate(&stream, Z_FINISH);
  out.resize(size - stream.avail_out);
  return out;
}

// TIFF 6.0, section 13: codes of 9 to 12 bits, the most significant first, that grow one code early.
class Lzw {
 public:
  Lzw(std::string_view packed, std::size_t size) : packed_(packed), size_(size) {}

  std::string unpack() {
    for (int code = next(); code != kEnd && out_.size() < size_; code = next()) {
      if (code == kClear) {
        count_ = kFirst;
        last_ = -1;
        continue;
      }
      // The next code's own text may be asked for: it is the last one's, and its first byte once more.
      if (code > (last_ < 0 ? kClear : count_)) break;
      const std::size_t begin = out_.size(), length = code < count_ ? length_of(code) : length_of(last_) + 1;
      out_.resize(begin + length);
      write(code < count_ ? code : last_, begin);
      if (code == count_) out_[begin + length - 1] = out_[begin];
      if (last_ >= 0 && count_ < kMost) {
        prefix_[std::size_t(count_)] = std::int16_t(last_);
        lengths_[std::size_t(count_)] = std::uint16_t(length_of(last_) + 1);
        bytes_[std::size_t(count_++)] = out_[begin];
      }
      last_ = code;
    }
    if (out_.size() > size_) out_.resize(size_);
    return std::move(out_);
  }

 private:
  static constexpr int kClear = 256, kEnd = 257, kFirst = 258, kMost = 4096;

  int next() {
    const int width = count_ < 511 ? 9 : count_ < 1023 ? 10 : count_ < 2047 ? 11 : 12;
    while (held_ < width) {
      if (at_ == packed_.size()) return kEnd;
      bits_ = bits_ << 8 | static_cast<unsigned char>(packed_[at_++]);
      held_ += 8;
    }
    held_ -= width;
    return int(bits_ >> held_ & ((1u << width) - 1));
  }
  std::size_t length_of(int code) const { return code < kClear ? 1 : lengths_[std::size_t(code)]; }
  void write(int code, std::size_t begin) {
    for (std::size_t at = begin + length_of(code); code >= kFirst; code = prefix_[std::size_t(code)])
      out_[--at] = bytes_[std::size_t(code)];
    out_[begin] = char(code);
  }

  std::string_view packed_;
  std::size_t size_, at_ = 0;
  std::string out_;
  std::uint32_t bits_ = 0;
  int held_ = 0, count_ = kFirst, last_ = -1;
  std::array<std::int16_t, kMost> prefix_{};
  std::array<std::uint16_t, kMost> lengths_{};
  std::array<char, kMost> bytes_{};
};

}  // namespace

bool is_tiff_compression(unsigned compression) {
  return compression == none || compression == lzw || compression == deflate || compression == pack_bits ||
         compression == old_deflate;
}

std::size_t tiff_expansion(unsigned compression) {
  return compression == none ? 1 : compression == pack_bits ? 64 : compression == lzw ? 4096 : 1100;
}

std::string tiff_unpack(unsigned compression, std::string_view packed, std::size_t size) {
  switch (compression) {
    case none:
      return std::string(packed.substr(0, size));
    case lzw:
      return Lzw(packed, size).unpack();
    case pack_bits:
      return unpack_bits(packed, size);
    default:
      return unpack_deflate(packed, size);
  }
}

}  // namespace discern
