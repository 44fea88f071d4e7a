// Scored records and calibration records in the same bins.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace discern {

struct Histogram {
  std::vector<double> edges;  // [bins + 1] ascending; the last bin has no upper end
  std::vector<std::size_t> scored, calibration, anomalous;  // [bins]; anomalous: of the scored, if labelled
  std::size_t below = 0, above = 0;  // of the scored, those beyond the edges: in the first and the last bin
};

// Bins of equal width over the calibration scores, continued as far as the scored ones reach, 60 at most.
// calibration: ascending, at least one. anomalous: one a score, or empty. All scores are finite.
Histogram histogram(std::span<const double> scores, std::span<const double> calibration,
                    std::span<const char> anomalous);

}  // namespace discern
