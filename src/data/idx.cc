// The format of the MNIST files: http://yann.lecun.com/exdb/mnist (two zeros, type, dimensions, big-endian
// sizes).
#include <array>
#include <cstdint>

#include "base/fail.h"
#include "data/byte_stream.h"
#include "data/column_names.h"
#include "data/number_rows.h"
#include "data/sources.h"

namespace discern {
namespace {

NumberType type_of(unsigned char code, const std::string& name) {
  switch (code) {
    case 0x08:
      return {'u', 1, true};
    case 0x09:
      return {'i', 1, true};
    case 0x0B:
      return {'i', 2, true};
    case 0x0C:
      return {'i', 4, true};
    case 0x0D:
      return {'f', 4, true};
    case 0x0E:
      return {'f', 8, true};
    default:
      fail(Fault::data, "{}: is no IDX file: no number type has the code {}; check the format", name, code);
  }
}

std::uint32_t big_endian(const unsigned char* bytes) {
  return std::uint32_t(bytes[0]) << 24 | std::uint32_t(bytes[1]) << 16 | std::uint32_t(bytes[2]) << 8 |
         bytes[3];
}

void read_header(ByteStream& bytes, unsigned char* to, std::size_t size, const std::string& name) {
  if (read_fully(bytes, reinterpret_cast<char*>(to), size) < size)
    fail(Fault::data, "{}: is no IDX file: it ends inside its header; check the format", name);
}

NumberRows read_layout(ByteStream& bytes, const std::string& name) {
  std::array<unsigned char, 4> magic;
  read_header(bytes, magic.data(), magic.size(), name);
  if (magic[0] != 0 || magic[1] != 0 || magic[3] == 0)
    fail(Fault::data,
         "{}: is no IDX file: it does not begin with two zeros, a type and dimensions; check the format",
         name);
  NumberRows layout{type_of(magic[2], name), 0, 1};
  for (int dimension = 0; dimension < magic[3]; ++dimension) {
    std::array<unsigned char, 4> size;
    read_header(bytes, size.data(), size.size(), name);
    if (dimension == 0)
      layout.rows = big_endian(size.data());
    else
      check_column_count(name, layout.columns *= big_endian(size.data()));
  }
  if (layout.rows == 0) fail(Fault::data, "{}: has no records; expected at least one", name);
  return layout;
}

class IdxSource final : public NumberSource {
 public:
  IdxSource(const Input& input, std::unique_ptr<ByteStream> bytes, const NumberRows& layout,
            const ReadOptions& options)
      : NumberSource(input.path, numbered_columns(layout.columns), layout.rows, options),
        bytes_(std::move(bytes)),
        layout_(layout) {}

 private:
  void fill(std::size_t, std::size_t count, const std::vector<double*>& out) override {
    read_rows(*bytes_, layout_, count, out.data(), shown_path(path_));
  }
  void finish() override { expect_end(*bytes_, shown_path(path_)); }

  std::unique_ptr<ByteStream> bytes_;
  NumberRows layout_;
};

}  // namespace

std::unique_ptr<Source> open_idx(const Input& input, const ReadOptions& options) {
  auto bytes = open_bytes(input.path);
  const NumberRows layout = read_layout(*bytes, shown_path(input.path));
  return std::make_unique<IdxSource>(input, std::move(bytes), layout, options);
}

}  // namespace discern
