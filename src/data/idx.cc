// The format of the MNIST files: http://yann.lecun.com/exdb/mnist (two zeros, type, dimensions, big-endian
// sizes).
#include <array>
#include <cstdint>
#include <filesystem>

#include "base/fail.h"
#include "base/text.h"
#include "data/array_pictures.h"
#include "data/byte_stream.h"
#include "data/column_names.h"
#include "data/number_rows.h"
#include "data/sources.h"

namespace discern {
namespace {

constexpr std::size_t kMostInRow = std::size_t(1) << 28;

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

struct IdxLayout {
  NumberRows rows;
  std::vector<std::uint64_t> shape;
};

IdxLayout read_layout(ByteStream& bytes, const std::string& name) {
  std::array<unsigned char, 4> magic;
  read_header(bytes, magic.data(), magic.size(), name);
  if (magic[0] != 0 || magic[1] != 0 || magic[3] == 0)
    fail(Fault::data,
         "{}: is no IDX file: it does not begin with two zeros, a type and dimensions; check the format",
         name);
  IdxLayout layout{{type_of(magic[2], name), 0, 1}, {}};
  for (int dimension = 0; dimension < magic[3]; ++dimension) {
    std::array<unsigned char, 4> size;
    read_header(bytes, size.data(), size.size(), name);
    layout.shape.push_back(big_endian(size.data()));
    if (dimension == 0)
      layout.rows.rows = layout.shape[0];
    else if ((layout.rows.columns *= layout.shape.back()) > kMostInRow && magic[3] > 2)
      fail(Fault::data, "{}: a record has more than {} numbers; cut it into parts", name, kMostInRow);
  }
  if (magic[3] < 3) check_column_count(name, layout.rows.columns);
  if (layout.rows.rows == 0) fail(Fault::data, "{}: has no records; expected at least one", name);
  return layout;
}

// Beside ...-images-idx3-ubyte, compressed or not; empty: none.
std::string labels_beside(const std::string& path) {
  std::string bare = path.ends_with(".gz") ? path.substr(0, path.size() - 3) : path;
  constexpr std::string_view kImages = "images-idx3-ubyte", kLabels = "labels-idx1-ubyte";
  if (!bare.ends_with(kImages)) return "";
  bare.replace(bare.size() - kImages.size(), kImages.size(), kLabels);
  for (const std::string& candidate : {bare, bare + ".gz"})
    if (std::error_code error; std::filesystem::exists(candidate, error)) return candidate;
  return "";
}

std::vector<std::string> read_labels(const std::string& path) {
  if (path.empty()) return {};
  const auto bytes = open_bytes(path);
  const IdxLayout layout = read_layout(*bytes, path);
  if (layout.shape.size() != 1)
    fail(Fault::data, "{}: has {} dimensions; expected one label a picture", path, layout.shape.size());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < layout.rows.rows; ++i) {
    double value;
    read_values(*bytes, layout.rows, 1, &value, path);
    append_number(out.emplace_back(), value);
  }
  expect_end(*bytes, path);
  return out;
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
  const NumberRows layout = read_layout(*bytes, shown_path(input.path)).rows;
  check_column_count(shown_path(input.path), layout.columns);
  return std::make_unique<IdxSource>(input, std::move(bytes), layout, options);
}

std::unique_ptr<PictureFile> open_idx_pictures(const Input& input, const ReadOptions&) {
  std::shared_ptr<ByteStream> bytes = open_bytes(input.path);
  IdxLayout layout = read_layout(*bytes, input.path);
  return open_array_pictures({input.path, std::move(bytes), layout.rows.type, std::move(layout.shape)},
                             read_labels(labels_beside(input.path)));
}

bool idx_holds_pictures(const Input& input) {
  try {
    return input.path != "-" && read_layout(*open_bytes(input.path), input.path).shape.size() > 2;
  } catch (const Error&) {  // told when it is opened as a table
    return false;
  }
}

}  // namespace discern
