#include "data/npy_array.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/fail.h"

namespace discern {
namespace {

// A dictionary of three entries is short; numpy itself reads no more than 10,000 bytes of it.
constexpr std::size_t kMostHeader = 65536;

NpyHeader read_header(ByteStream& bytes, const std::string& name) {
  const auto take = [&](std::size_t size) {
    std::string out(size, '\0');
    if (read_fully(bytes, out.data(), size) < size)
      fail(Fault::data, "{}: is no .npy array: it ends inside its header; write it again with numpy.save",
           name);
    return out;
  };
  const std::string magic = take(8);
  if (!magic.starts_with("\x93NUMPY"))
    fail(Fault::data, "{}: is no .npy array: it does not begin as one; check the format", name);
  const int version = static_cast<unsigned char>(magic[6]);
  if (version < 1 || version > 3)
    fail(Fault::data, "{}: is of .npy version {}; expected 1, 2 or 3: write it again with numpy.save", name,
         version);
  const std::string length = take(version == 1 ? 2 : 4);
  std::size_t size = 0;
  for (std::size_t i = length.size(); i-- > 0;) size = size << 8 | static_cast<unsigned char>(length[i]);
  if (size > kMostHeader)
    fail(Fault::data, "{}: is no .npy array: its header of {} bytes is too long; check the format", name,
         size);
  NpyHeader out = parse_npy_header(take(size), name);
  out.begin = magic.size() + length.size() + size;
  return out;
}

}  // namespace

NpyArray::NpyArray(std::unique_ptr<ByteStream> bytes, std::string name)
    : name_(std::move(name)), bytes_(std::move(bytes)), header_(read_header(*bytes_, name_)) {
  if (header_.by_column) keep_columns("");
}

NpyArray::NpyArray(const std::string& path)
    : name_(shown_path(path)), bytes_(open_bytes(path)), header_(read_header(*bytes_, name_)) {
  if (header_.by_column) keep_columns(path);
}

// path: empty if there is no file.
void NpyArray::keep_columns(const std::string& path) {
  const NumberRows& shape = header_.layout;
  if (shape.rows > std::numeric_limits<std::uint64_t>::max() / shape.row_bytes()) refuse_size();
  const std::uint64_t size = shape.rows * shape.row_bytes();
  if (!path.empty() && is_plain_file(path)) {
    by_column_ = std::make_unique<SeekableFile>(path);
    first_column_ = header_.begin;
  } else {
    by_column_ = std::make_unique<SeekableFile>(*bytes_, name_, size);
  }
  const std::uint64_t left = by_column_->size() - std::min(by_column_->size(), first_column_);
  if (left < size) refuse_size();
  if (left > size)
    fail(Fault::data, "{}: goes on after {} bytes of numbers; expected its end: copy it again", name_, size);
}

void NpyArray::refuse_size() const {
  fail(Fault::data, "{}: ends too early; expected {} records of {} bytes: copy the file again", name_,
       header_.layout.rows, header_.layout.row_bytes());
}

void NpyArray::fill(std::size_t first, std::size_t count, double* const* out) {
  const NumberRows& shape = header_.layout;
  if (!by_column_) return read_rows(*bytes_, shape, count, out, name_);
  std::vector<char> raw(count * shape.type.size);
  for (std::size_t column = 0; column < shape.columns; ++column) {
    by_column_->read_at(first_column_ + (column * shape.rows + first) * shape.type.size, raw.data(),
                        raw.size());
    shape.type.decode(raw.data(), count, out[column]);
  }
}

void NpyArray::finish() {
  if (!by_column_) expect_end(*bytes_, name_);
}

}  // namespace discern
