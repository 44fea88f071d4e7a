// What a TIFF file says of its pages: TIFF 6.0 (Adobe 1992), section 2, and BigTIFF, whose places and
// counts have 8 bytes (https://www.awaresystems.be/imaging/tiff/bigtiff.html).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace discern {

struct TiffPage {
  std::size_t height = 0, width = 0, samples = 1;  // samples a pixel, alpha included
  unsigned bits = 1;                               // a sample
  unsigned photometric = 0, compression = 1, predictor = 1, format = 1;
  bool by_plane = false;                        // one sample after the other, not one pixel
  std::size_t tile_height = 0, tile_width = 0;  // of strips: rows, and the picture's width
  std::vector<std::string_view> pieces;         // strips or tiles, row by row, plane by plane
  std::vector<std::uint32_t> palette;           // red, then green, then blue, of 16 bits
};

inline bool is_tiff(std::string_view bytes) {
  using namespace std::string_view_literals;
  return bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv) || bytes.starts_with("II+\0"sv) ||
         bytes.starts_with("MM\0+"sv);
}
// Whether numbers are written with their most significant byte first.
inline bool is_big_endian_tiff(std::string_view bytes) {
  return bytes.starts_with("MM");
}

// The pages of a whole file, without thumbnails and masks; they see the bytes, which must outlive them.
// Error(data) with name for what is damaged or too large. Nothing is allocated for what a count says that the
// file does not hold.
std::vector<TiffPage> tiff_pages(std::string_view bytes, const std::string& name);

}  // namespace discern
