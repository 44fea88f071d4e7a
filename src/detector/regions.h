// Where on a map the evidence stands together.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "discern/detector.h"

namespace discern {

// Which of its pixels are joined to regions: those that are among this share of the rarest on normal
// pictures.
inline constexpr double kRegionRate = 0.01;

// Parts of a picture [height, width] that hang together.
struct Components {
  std::vector<std::size_t> of;     // [height * width] which component a pixel is of, from 1; 0: none
  std::vector<std::size_t> sizes;  // [components] pixels
};
// Of the pixels that are not 0, joined to any of their 8 neighbours; numbered as their first pixels come.
Components connected(const std::vector<char>& on, std::size_t height, std::size_t width);

struct EvidenceRegion {
  Region region;
  double share = 0;  // of the evidence of all pixels that are in regions; sums to 1
};
// evidence [height, width] of MapScale -> the regions of pixels whose evidence is at least -log10 of rate, in
// (0, 1); largest share first.
std::vector<EvidenceRegion> find_regions(const std::vector<float>& evidence, std::size_t height,
                                         std::size_t width, double rate);

// "lower left", "centre": the third of a picture that its centre is in, left being the viewer's.
std::string place_of(const Region& region, std::size_t height, std::size_t width);
// "lower left: 31 x 22 pixels, 64 % of the evidence, peak 1 in 3,000 normal pixels"
std::string region_text(const EvidenceRegion& region, std::size_t height, std::size_t width);

}  // namespace discern
