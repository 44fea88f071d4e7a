#include "data/tiff_directory.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/fail.h"
#include "data/picture_file.h"

namespace discern {
namespace {

enum Tag : unsigned {
  kind_of_page = 254,
  width = 256,
  height = 257,
  bits = 258,
  compression = 259,
  photometric = 262,
  strip_offsets = 273,
  samples = 277,
  rows_per_strip = 278,
  strip_sizes = 279,
  planes = 284,
  predictor = 317,
  palette = 320,
  tile_width = 322,
  tile_height = 323,
  tile_offsets = 324,
  tile_sizes = 325,
  sample_format = 339
};

constexpr std::size_t kMostPages = 1u << 16;

class File {
 public:
  File(std::string_view bytes, const std::string& name)
      : bytes_(bytes), name_(name), big_endian_(is_big_endian_tiff(bytes)) {
    const std::uint64_t version = number(2, 2);
    large_ = version == kLarge;
    // BigTIFF says how long its places are, and nothing.
    if (large_ && (number(4, 2) != 8 || number(6, 2) != 0))
      fail(Fault::data, "{}: is no BigTIFF: its places are not of 8 bytes; copy the file again", name_);
  }

  // BigTIFF: places and counts of 8 bytes.
  bool large() const { return large_; }
  // Of places, and of the counts of a field's values.
  std::size_t place_size() const { return large_ ? 8 : 4; }

  // The number of `size` <= 8 bytes there.
  std::uint64_t number(std::uint64_t at, std::size_t size) const {
    const std::string_view from = piece(at, size);
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < size; ++i)
      out = out << 8 | static_cast<unsigned char>(from[big_endian_ ? i : size - 1 - i]);
    return out;
  }
  std::string_view piece(std::uint64_t at, std::uint64_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at)
      fail(Fault::data, "{}: its parts lie beyond its {} bytes; copy the file again", name_, bytes_.size());
    return bytes_.substr(std::size_t(at), std::size_t(size));
  }
  std::size_t size() const { return bytes_.size(); }
  const std::string& name() const { return name_; }

 private:
  static constexpr std::uint64_t kLarge = 43;

  std::string_view bytes_;
  const std::string& name_;
  bool big_endian_, large_ = false;
};

class Directory {
 public:
  Directory(const File& file, std::uint64_t at) : file_(file) {
    const std::size_t count_size = file.large() ? 8 : 2, entry_size = 4 + 2 * file.place_size();
    const std::uint64_t count = file.number(at, count_size), first = at + count_size;
    file.piece(first, std::min<std::uint64_t>(count, file.size()) * entry_size);
    for (std::uint64_t i = 0; i < count; ++i)
      entries_.emplace(unsigned(file.number(first + entry_size * i, 2)), first + entry_size * i);
    next_ = file.number(first + entry_size * count, file.place_size());
  }
  std::uint64_t next() const { return next_; }
  bool has(Tag tag) const { return entries_.count(tag) > 0; }

  std::vector<std::uint64_t> all(Tag tag) const {
    const auto found = entries_.find(tag);
    if (found == entries_.end()) return {};
    const std::size_t size = size_of(file_.number(found->second + 2, 2), tag), place = file_.place_size();
    const std::uint64_t count = file_.number(found->second + 4, place), value = found->second + 4 + place;
    const bool inside = count <= place / size;
    const std::uint64_t at = inside ? value : file_.number(value, place);
    file_.piece(at, count > file_.size() ? count : size * count);
    std::vector<std::uint64_t> out;
    for (std::uint64_t i = 0; i < count; ++i) out.push_back(file_.number(at + size * i, size));
    return out;
  }
  // The first of them; of more than 32 bits the highest number of those.
  std::uint32_t one(Tag tag, std::uint32_t otherwise) const {
    const std::vector<std::uint64_t> found = all(tag);
    return found.empty() ? otherwise : std::uint32_t(std::min<std::uint64_t>(found.front(), 0xFFFFFFFF));
  }

 private:
  std::size_t size_of(std::uint64_t type, Tag tag) const {
    if (type == 1) return 1;
    if (type == 3) return 2;
    if (type == 4) return 4;
    if (type == 16) return 8;
    fail(Fault::data, "{}: its field {} is of type {}; expected whole numbers: save the picture again",
         file_.name(), unsigned(tag), type);
  }

  const File& file_;
  std::map<unsigned, std::uint64_t> entries_;
  std::uint64_t next_ = 0;
};

std::size_t pieces_of(std::size_t length, std::size_t piece) {
  return (length + piece - 1) / piece;
}

// Tiles may reach beyond the picture, but not so far that they cost more than it.
void read_pieces(const File& file, const Directory& directory, TiffPage& page) {
  const bool tiled = directory.has(tile_offsets);
  page.tile_width = tiled ? directory.one(tile_width, 0) : page.width;
  page.tile_height = tiled ? directory.one(tile_height, 0)
                           : std::min<std::size_t>(directory.one(rows_per_strip, 0xFFFFFFFF), page.height);
  check_picture_size(file.name(), page.tile_height, page.tile_width);
  const std::size_t across = pieces_of(page.width, page.tile_width),
                    down = pieces_of(page.height, page.tile_height);
  if (across * page.tile_width > 4 * kMostPixels / (down * page.tile_height))
    fail(Fault::data, "{}: tiles of {} x {} for a picture of {} x {}; save the picture again", file.name(),
         page.tile_height, page.tile_width, page.height, page.width);
  const std::vector<std::uint64_t> offsets = directory.all(tiled ? tile_offsets : strip_offsets),
                                   sizes = directory.all(tiled ? tile_sizes : strip_sizes);
  const std::size_t expected = across * down * (page.by_plane ? page.samples : 1);
  if (offsets.size() < expected || (sizes.size() < expected && page.compression != 1))
    fail(Fault::data, "{}: {} parts of its pixels, expected {}; copy the file again", file.name(),
         std::min(offsets.size(), sizes.size()), expected);
  const std::size_t whole =
      page.tile_height * page.tile_width * (page.by_plane ? 1 : page.samples) * (page.bits / 8);
  for (std::size_t i = 0; i < expected; ++i) {
    const std::uint64_t left = file.size() - std::min<std::uint64_t>(file.size(), offsets[i]);
    page.pieces.push_back(
        file.piece(offsets[i], i < sizes.size() ? sizes[i] : std::min<std::uint64_t>(left, whole)));
  }
}

TiffPage page_of(const File& file, const Directory& directory) {
  TiffPage out;
  out.width = directory.one(width, 0);
  out.height = directory.one(height, 0);
  check_picture_size(file.name(), out.height, out.width);
  out.samples = directory.one(samples, 1);
  const std::vector<std::uint64_t> depths = directory.all(bits);
  out.bits = directory.one(bits, 1);
  const bool even = std::all_of(depths.begin(), depths.end(), [&](auto d) { return d == out.bits; });
  if (out.samples < 1 || out.samples > 8 || !even || (out.bits != 8 && out.bits != 16 && out.bits != 32))
    fail(Fault::data, "{}: {} samples of {} bits a pixel; expected 8, 16 or 32: convert it", file.name(),
         out.samples, out.bits);
  out.compression = directory.one(compression, 1);
  out.photometric = directory.one(photometric, 1);
  out.predictor = directory.one(predictor, 1);
  out.format = directory.one(sample_format, 1);
  out.by_plane = directory.one(planes, 1) == 2 && out.samples > 1;
  for (const std::uint64_t value : directory.all(palette)) out.palette.push_back(std::uint32_t(value));
  read_pieces(file, directory, out);
  return out;
}

}  // namespace

std::vector<TiffPage> tiff_pages(std::string_view bytes, const std::string& name) {
  const File file(bytes, name);
  std::vector<TiffPage> out;
  std::set<std::uint64_t> seen;
  std::size_t pieces = 0;
  for (std::uint64_t at = file.number(file.large() ? 8 : 4, file.place_size()); at != 0;) {
    if (!seen.insert(at).second || seen.size() > kMostPages)
      fail(Fault::data, "{}: its pages go round in a circle, or are too many; copy the file again", name);
    const Directory directory(file, at);
    constexpr std::uint32_t kThumbnail = 1, kMask = 4;
    if (!(directory.one(kind_of_page, 0) & (kThumbnail | kMask))) out.push_back(page_of(file, directory));
    // Pages may share what they point to.
    if (!out.empty() && (pieces += out.back().pieces.size()) > bytes.size())
      fail(Fault::data, "{}: {} parts of pixels in {} bytes; copy the file again", name, pieces,
           bytes.size());
    at = directory.next();
  }
  if (out.empty()) fail(Fault::data, "{}: holds no picture; copy the file again", name);
  return out;
}

}  // namespace discern
