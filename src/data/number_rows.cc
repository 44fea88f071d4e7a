#include "data/number_rows.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/fail.h"

namespace discern {
namespace {

constexpr std::size_t kMostValues = std::size_t(1) << 20;  // of a block

constexpr std::size_t kRowsAtOnce = 64;  // what stays in the first cache while its columns are taken apart

template <class T, bool swapped>
void decode_as(const char* bytes, std::size_t stride, std::size_t count, double* out) {
  for (std::size_t i = 0; i < count; ++i) {
    char raw[sizeof(T)];
    std::memcpy(raw, bytes + i * stride, sizeof(T));
    if constexpr (swapped) std::reverse(raw, raw + sizeof(T));
    out[i] = double(std::bit_cast<T>(raw));
  }
}

using Decode = void (*)(const char*, std::size_t, std::size_t, double*);
struct Decoder {
  char kind;
  std::size_t size;
  Decode plain, swapped;
};

template <class T>
constexpr Decoder decoder(char kind) {
  return {kind, sizeof(T), decode_as<T, false>, decode_as<T, true>};
}

constexpr Decoder kDecoders[] = {
    decoder<float>('f'),         decoder<double>('f'),        decoder<std::int8_t>('i'),
    decoder<std::int16_t>('i'),  decoder<std::int32_t>('i'),  decoder<std::int64_t>('i'),
    decoder<std::uint8_t>('u'),  decoder<std::uint16_t>('u'), decoder<std::uint32_t>('u'),
    decoder<std::uint64_t>('u'), decoder<std::uint8_t>('b'),
};

const Decoder* find_decoder(const NumberType& type) {
  const auto* found = std::find_if(std::begin(kDecoders), std::end(kDecoders), [&](const Decoder& d) {
    return d.kind == type.kind && d.size == type.size;
  });
  return found == std::end(kDecoders) ? nullptr : found;
}

}  // namespace

bool NumberType::known() const {
  return find_decoder(*this) != nullptr;
}

void NumberType::decode(const char* bytes, std::size_t count, double* out) const {
  decode(bytes, size, count, out);
}

void NumberType::decode(const char* bytes, std::size_t stride, std::size_t count, double* out) const {
  const Decoder& found = *find_decoder(*this);
  const bool native = big_endian == (std::endian::native == std::endian::big);
  (native ? found.plain : found.swapped)(bytes, stride, count, out);
}

NumberSource::NumberSource(std::string path, std::vector<std::string> columns, std::size_t records,
                           const ReadOptions& options)
    : path_(std::move(path)),
      columns_(std::move(columns)),
      records_(records),
      most_(std::max<std::size_t>(1, std::min(options.block_records, kMostValues / columns_.size()))) {}

bool NumberSource::next(Block& block) {
  const std::size_t count = std::min(most_, records_ - done_);
  if (count == 0) {
    if (!std::exchange(finished_, true)) finish();
    return false;
  }
  Block made;
  std::vector<double*> out;
  for (std::size_t c = 0; c < columns_.size(); ++c)
    out.push_back(std::get<NumberColumn>(made.columns.emplace_back(NumberColumn(count))).data());
  fill(done_, count, out);
  made.first = made.first_in_file = done_ + 1;
  made.size = count;
  made.file = path_;
  done_ += count;
  block = std::move(made);
  return true;
}

namespace {

std::vector<char> read_raw(ByteStream& bytes, const NumberRows& layout, std::size_t count,
                           const std::string& name) {
  std::vector<char> raw(layout.row_bytes() * count);
  const std::size_t got = read_fully(bytes, raw.data(), raw.size());
  if (got < raw.size())
    fail(Fault::data, "{}: ends too early; expected {} records of {} bytes: copy the file again", name,
         layout.rows, layout.row_bytes());
  return raw;
}

}  // namespace

void read_values(ByteStream& bytes, const NumberRows& layout, std::size_t count, double* values,
                 const std::string& name) {
  layout.type.decode(read_raw(bytes, layout, count, name).data(), layout.columns * count, values);
}

void read_rows(ByteStream& bytes, const NumberRows& layout, std::size_t count, double* const* out,
               const std::string& name) {
  const std::vector<char> raw = read_raw(bytes, layout, count, name);
  for (std::size_t row = 0; row < count; row += kRowsAtOnce)
    for (std::size_t column = 0; column < layout.columns; ++column)
      layout.type.decode(raw.data() + row * layout.row_bytes() + column * layout.type.size,
                         layout.row_bytes(), std::min(kRowsAtOnce, count - row), out[column] + row);
}

void expect_end(ByteStream& bytes, const std::string& name) {
  char extra;
  if (bytes.read(&extra, 1) > 0)
    fail(Fault::data,
         "{}: goes on after its last record; expected the size its header says: copy the file again", name);
}

}  // namespace discern
