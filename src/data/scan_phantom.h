// One practice scan: a slice through a chest that is all invented, as one of several scanners shows it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace discern::scans {

enum class Lesion {
  none,
  bright,   // a blob brighter than what is around it
  dark,     // a darker one
  texture,  // a patch of a coarser grain
  organ     // an organ that is missing, or of another shape
};
inline constexpr std::array kLesions = {Lesion::bright, Lesion::dark, Lesion::texture, Lesion::organ};
std::string_view lesion_name(Lesion kind);  // "good" for none

struct Scan {
  std::vector<std::uint8_t> pixels;  // [side, side]
  std::vector<std::uint8_t>
      mask;  // [side, side] 255 where the lesion is, else 0; of an organ it and what it should be
};

// anatomy decides who is scanned, how he lies and on which scanner; lesion decides, of one kind, where and
// how large, so that the same two give the same lesion in the same body at any contrast, (0, 1]. Bodies
// differ in place, turn, size and organs, scanners in blur, noise, intensity and its fall-off, all more than
// a faint lesion does.
Scan make_scan(std::size_t side, Lesion kind, double contrast, Random& anatomy, Random& lesion);

}  // namespace discern::scans
