#include "data/npz_writer.h"

#include <fmt/format.h>
#include <zlib.h>

#include <bit>
#include <limits>

#include "base/fail.h"

namespace discern {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they stand in memory");

constexpr std::uint16_t kVersion = 20;           // of zip, that a reader needs
constexpr std::uint16_t kFirstDay = 1 << 5 | 1;  // 1 January 1980, so that bytes do not tell the time
constexpr std::size_t kAlignment = 64, kPreamble = 10;

template <class T>
void put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out += char(std::uint64_t(value) >> 8 * i & 0xFF);
}

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0
std::string npy_header(const char* type, const std::vector<std::uint64_t>& shape) {
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': (", type);
  for (const std::uint64_t side : shape) text += fmt::format("{}, ", side);
  text += "), }";
  text.append(kAlignment - (kPreamble + text.size() + 1) % kAlignment, ' ');
  text += '\n';
  std::string out = "\x93NUMPY\x01";
  out += '\0';
  put(out, std::uint16_t(text.size()));
  return out + text;
}

}  // namespace

void NpzWriter::add(const std::string& name, const std::vector<std::uint64_t>& shape,
                    const std::vector<float>& values) {
  add(name, "<f4", shape, {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
}

void NpzWriter::add(const std::string& name, const std::vector<std::uint64_t>& shape,
                    const std::vector<std::uint8_t>& values) {
  add(name, "|u1", shape, {reinterpret_cast<const char*>(values.data()), values.size()});
}

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7 and 4.3.12
void NpzWriter::add(const std::string& name, const char* type, const std::vector<std::uint64_t>& shape,
                    std::string_view numbers) {
  const std::string file = name + ".npy", header = npy_header(type, shape);
  const std::uint64_t size = header.size() + numbers.size();
  if (members_.size() + size + file.size() > std::numeric_limits<std::uint32_t>::max() / 2)
    fail(Fault::usage, "an .npz file of more than 2 GiB; make fewer or smaller pictures");
  uLong crc = crc32_z(0, reinterpret_cast<const Bytef*>(header.data()), header.size());
  crc = crc32_z(crc, reinterpret_cast<const Bytef*>(numbers.data()), numbers.size());
  std::string common;
  put(common, kVersion);
  put(common, std::uint16_t(0));  // flags
  put(common, std::uint16_t(0));  // stored
  put(common, std::uint16_t(0));  // midnight
  put(common, kFirstDay);
  put(common, std::uint32_t(crc));
  put(common, std::uint32_t(size));
  put(common, std::uint32_t(size));
  put(common, std::uint16_t(file.size()));
  put(common, std::uint16_t(0));  // extra
  directory_ += "PK\1\2";
  put(directory_, kVersion);
  directory_ += common;
  put(directory_, std::uint16_t(0));  // comment
  put(directory_, std::uint16_t(0));  // disk
  put(directory_, std::uint16_t(0));  // internal attributes
  put(directory_, std::uint32_t(0));  // external attributes
  put(directory_, std::uint32_t(members_.size()));
  directory_ += file;
  ((members_ += "PK\3\4") += common) += file;
  (members_ += header) += numbers;
  ++count_;
}

std::string NpzWriter::bytes() const {
  std::string out = members_ + directory_ + "PK\5\6";
  put(out, std::uint32_t(0));  // disks
  put(out, count_);
  put(out, count_);
  put(out, std::uint32_t(directory_.size()));
  put(out, std::uint32_t(members_.size()));
  put(out, std::uint16_t(0));  // comment
  return out;
}

}  // namespace discern
