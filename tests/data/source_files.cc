#include "data/source_files.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

#include "base/text.h"

namespace discern::test {
namespace {

std::string deflated(std::string_view bytes, int window_bits) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, bytes.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = uInt(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = uInt(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string little(std::uint64_t value, int size) {
  std::string out;
  for (int i = 0; i < size; ++i) out += char(value >> (8 * i));
  return out;
}

std::string picture_text(const Picture& picture) {
  std::string out = fmt::format("{}x{}x{}", picture.height, picture.width, picture.channels);
  for (const float pixel : picture.pixels) out += fmt::format(" {}", pixel);
  return out;
}

std::string cell(const decltype(Block::columns)::value_type& column, std::size_t row) {
  if (const auto* texts = std::get_if<TextColumn>(&column))
    return (*texts)[row].empty() ? "<missing>" : std::string((*texts)[row]);
  if (const auto* pictures = std::get_if<PictureColumn>(&column)) return picture_text((*pictures)[row]);
  const double value = std::get<NumberColumn>(column)[row];
  std::string out;
  append_number(out, value);
  return std::isnan(value) ? "<missing>" : out;
}

}  // namespace

Folder::Folder() {
  static std::atomic<int> made = 0;
  folder_ = std::filesystem::temp_directory_path() / fmt::format("discern-{}-{}", getpid(), made++);
  std::filesystem::create_directories(folder_);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Folder::write(const std::string& name, std::string_view bytes) const {
  // A file that is overwritten would be flushed to disk at once.
  std::filesystem::remove(path(name));
  std::ofstream(path(name), std::ios::binary).write(bytes.data(), std::streamsize(bytes.size()));
  return path(name);
}

Rows read_rows(Source& source) {
  Rows rows;
  Block block;
  while (source.next(block)) {
    REQUIRE(block.size > 0);
    REQUIRE(block.first == rows.size() + 1);
    for (std::size_t row = 0; row < block.size; ++row) {
      rows.emplace_back();
      for (const auto& column : block.columns) rows.back().push_back(cell(column, row));
    }
  }
  return rows;
}

Rows read_rows(const std::string& input, const ReadOptions& options) {
  return read_rows(*open_source(input, options));
}

Caught caught(const Folder& folder, const std::string& input, const ReadOptions& options) {
  try {
    const auto source = open_source(input, options);
    Block block;
    while (source->next(block)) continue;
  } catch (const Error& error) {
    std::string text = error.what();
    for (std::size_t at; (at = text.find(folder.path() + "/")) != text.npos;)
      text.erase(at, folder.path().size() + 1);
    return {error.fault(), text};
  }
  FAIL("nothing was thrown for " << input);
  return {};
}

std::string gzip(std::string_view bytes) {
  return deflated(bytes, 15 + 16);
}

std::string npy(const std::string& dictionary, std::string_view data, char version) {
  std::string out = "\x93NUMPY";
  out += version;
  out += '\0';
  return out + little(dictionary.size(), version == 1 ? 2 : 4) + dictionary + std::string(data);
}

std::string zip(const std::vector<ZipFile>& files, bool large_directory) {
  std::string out, directory;
  for (const ZipFile& file : files) {
    const std::string data = file.deflated ? deflated(file.bytes, -15) : file.bytes;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(file.bytes.data()), uInt(file.bytes.size()));
    const std::string sums = little(crc, 4) + little(file.large ? 0xFFFFFFFF : data.size(), 4) +
                             little(file.large ? 0xFFFFFFFF : file.bytes.size(), 4);
    const std::string start =
        little(20, 2) + little(0, 2) + little(file.deflated ? 8 : 0, 2) + little(0, 4) + sums;
    const std::string extra = file.large ? little(1, 2) + little(24, 2) + little(file.bytes.size(), 8) +
                                               little(data.size(), 8) + little(out.size(), 8)
                                         : "";
    directory += "PK\1\2" + little(20, 2) + start + little(file.name.size(), 2) + little(extra.size(), 2) +
                 std::string(10, '\0') + little(file.large ? 0xFFFFFFFF : out.size(), 4) + file.name + extra;
    out += "PK\3\4" + start + little(file.name.size(), 2) + little(0, 2) + file.name + data;
  }
  const std::uint64_t begin = out.size();
  out += directory;
  if (large_directory) {
    const std::uint64_t record = out.size();
    out += "PK\6\6" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) + little(files.size(), 8) +
           little(files.size(), 8) + little(directory.size(), 8) + little(begin, 8);
    out += "PK\6\7" + little(0, 4) + little(record, 8) + little(1, 4);
  }
  const std::uint64_t count = large_directory ? 0xFFFF : files.size();
  return out + "PK\5\6" + little(0, 4) + little(count, 2) + little(count, 2) +
         little(large_directory ? 0xFFFFFFFF : directory.size(), 4) +
         little(large_directory ? 0xFFFFFFFF : begin, 4) + little(0, 2);
}

}  // namespace discern::test
