// How well values of pixels find marked parts of pictures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace discern {

struct MarkedPixel {
  float value;           // higher is stranger
  std::uint32_t region;  // which connected marked region of all pictures it is of, from 1; 0: of none
};

// Area under the per-region overlap (PRO) from no to most_false of the unmarked pixels found, as a share of
// the most there could be. PRO is the mean over the regions of the share of their pixels that is found, so
// that a small region counts as much as a large one; between two cuts both are linear. Bergmann et al., "The
// MVTec anomaly detection dataset", IJCV 129 (2021), section 5.2. pixels are sorted; regions are numbered 1
// ... without a gap. Error(data) without a region or an unmarked pixel.
double aupro(std::vector<MarkedPixel>& pixels, double most_false = 0.3);

// Area under the receiver operating characteristic of marked pixels against the others; pixels are sorted.
// Faults as of aupro.
double pixel_auroc(std::vector<MarkedPixel>& pixels);

// Dice's coefficient 2 |A and B| / (|A| + |B|), of what is found and what is marked; 1 of nothing and
// nothing.
struct Overlap {
  std::uint64_t both = 0, found = 0, marked = 0;  // pixels

  void add(bool is_found, bool is_marked);
  void add(const Overlap& other);
  double dice() const;
};

}  // namespace discern
