#include "data/jpeg_2000_header.h"

#include <algorithm>
#include <cstdint>

#include "base/fail.h"

namespace discern {
namespace {

enum Marker : unsigned {
  start = 0xFF4F,
  size = 0xFF51,
  coding = 0xFF52,
  component_coding = 0xFF53,
  start_of_tile = 0xFF90,
  start_of_data = 0xFF93,
  end = 0xFFD9
};

// Pixels that one byte can stand for where a picture is all of one shade.
constexpr std::size_t kMostExpansion = 65536;
constexpr std::size_t kMostTiles = 4096;
constexpr std::size_t kMostBlocks = std::size_t(1) << 18;   // of a tile; its precincts too
constexpr std::size_t kMostPackets = std::size_t(1) << 22;  // of a tile
constexpr std::size_t kMostLevels = 32;
constexpr std::size_t kTilePart = 12;  // bytes of a tile's first header

std::size_t parts(std::size_t length, std::size_t part) {
  return (length + part - 1) / part;
}

// Parts of 2^exponent, and one more on either side where borders do not fall together.
std::size_t count(std::size_t length, std::size_t exponent) {
  return (length >> exponent) + 2;
}

class Headers {
 public:
  Headers(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  void check(std::size_t height, std::size_t width, std::size_t samples) {
    if (number(2) != start || number(2) != size) refuse("it does not begin as one");
    read_size(height, width, samples);
    unsigned marker = read_segments(start_of_tile);
    while (marker == start_of_tile) {
      const std::size_t begin = at_ - 2;
      if (number(2) != 10) refuse("a tile's header is none");
      number(2);
      const std::size_t length = number(4);
      number(2);
      read_segments(start_of_data);
      const std::size_t left = bytes_.size() - begin;
      if (length == 0) return;  // the last one, to the end
      if (length < at_ - begin || length > left) refuse("it ends too early");
      at_ = begin + length;
      if (bytes_.size() - at_ < 2) return;
      marker = unsigned(number(2));
    }
    if (marker != end) refuse("a marker is missing");
  }

 private:
  [[noreturn]] void refuse(std::string_view why) const {
    fail(Fault::data, "{}: is no sound JPEG 2000 picture: {}; copy the file again", name_, why);
  }

  std::size_t number(std::size_t count) {
    if (bytes_.size() - at_ < count) refuse("it ends too early");
    std::size_t out = 0;
    for (; count > 0; --count) out = out << 8 | static_cast<unsigned char>(bytes_[at_++]);
    return out;
  }

  // -> where the segment that begins here ends.
  std::size_t segment() {
    const std::size_t begin = at_, length = number(2);
    if (length < 2 || length > bytes_.size() - begin) refuse("it ends too early");
    return begin + length;
  }

  unsigned read_segments(unsigned last) {
    for (;;) {
      const auto marker = unsigned(number(2));
      if (marker == last) return marker;
      if (marker < 0xFF50 || marker == size || marker == end || marker == start_of_tile ||
          marker == start_of_data)
        refuse("a marker is out of place");
      const std::size_t behind = segment();
      if (marker == coding) read_coding(true);
      if (marker == component_coding) {
        number(1);
        read_coding(false);
      }
      if (at_ > behind) refuse("a header is too short");
      at_ = behind;
    }
  }

  void read_size(std::size_t height, std::size_t width, std::size_t samples) {
    const std::size_t behind = segment();
    number(2);
    const std::size_t right = number(4), bottom = number(4), left = number(4), top = number(4);
    tile_width_ = number(4);
    tile_height_ = number(4);
    const std::size_t tiles_left = number(4), tiles_top = number(4);
    samples_ = number(2);
    if (right < left || bottom < top || right - left != width || bottom - top != height ||
        samples_ != samples || samples > 4)
      fail(Fault::data, "{}: a picture of {} x {}, {} samples; expected {} x {}, {}: check the file", name_,
           std::int64_t(bottom) - std::int64_t(top), std::int64_t(right) - std::int64_t(left), samples_,
           height, width, samples);
    for (std::size_t s = 0; s < samples; ++s) {
      if ((number(1) & 127) > 15) refuse("its samples have more than 16 bits");
      if (number(2) != 0x0101) refuse("its samples are of several resolutions");
    }
    if (at_ != behind) refuse("a header is of another size");
    if (tile_width_ == 0 || tile_height_ == 0 || tiles_left > left || tiles_top > top)
      refuse("its tiles lie beside it");
    const std::size_t across = parts(right - tiles_left, tile_width_),
                      down = parts(bottom - tiles_top, tile_height_);
    if (across > kMostTiles || down > kMostTiles || across * down > kMostTiles ||
        across * down > bytes_.size() / kTilePart)
      refuse("it has too many tiles");
    if (height * width * samples / kMostExpansion > bytes_.size()) refuse("it is too short for its size");
    tile_width_ = std::min(tile_width_, width);
    tile_height_ = std::min(tile_height_, height);
  }

  // COD has progression, layers and the transform of samples, COC has not.
  void read_coding(bool whole) {
    const bool precincts = number(1) & 1;
    if (whole) {
      number(1);
      layers_ = std::max(layers_, number(2));
      number(1);
    }
    const std::size_t levels = number(1), block_width = number(1) + 2, block_height = number(1) + 2;
    number(2);
    if (levels > kMostLevels || block_width > 10 || block_height > 10) refuse("its code-blocks are none");
    std::size_t precincts_of_tile = 0, most = 0, blocks = 0;
    for (std::size_t level = 0; level <= levels; ++level) {
      const std::size_t sizes = precincts ? number(1) : 0xFF, halvings = levels - level;
      const std::size_t width = (tile_width_ >> halvings) + 1, height = (tile_height_ >> halvings) + 1;
      const std::size_t found = count(width, sizes & 15) * count(height, sizes >> 4);
      precincts_of_tile += found;
      most = std::max(most, found);
      // Three bands of half the size but for the lowest, and no code-block reaches beyond its precinct.
      const std::size_t half = level > 0, across = std::max(sizes & 15, half),
                        down = std::max(sizes >> 4, half);
      blocks += (half ? 3 : 1) * count(width >> half, std::min(block_width, across - half)) *
                count(height >> half, std::min(block_height, down - half));
    }
    packets_ = std::max(packets_, most * samples_ * (levels + 1));
    if (precincts_of_tile * samples_ > kMostBlocks || blocks * samples_ > kMostBlocks)
      refuse("it has too many code-blocks");
    if (layers_ * packets_ > kMostPackets) refuse("it has too many layers");
  }

  std::string_view bytes_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::size_t samples_ = 0, tile_width_ = 0, tile_height_ = 0, layers_ = 0, packets_ = 0;
};

}  // namespace

void check_jpeg_2000(std::string_view bytes, std::size_t height, std::size_t width, std::size_t samples,
                     const std::string& name) {
  Headers(bytes, name).check(height, width, samples);
}

}  // namespace discern
