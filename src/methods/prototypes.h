// A few records that stand for all normal ones: the centres of clusters.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/matrix.h"

namespace discern {

// Lloyd's k-means from records drawn at random. normal [n >= 1, width], finite -> [min(count, n), width],
// count >= 1. A centre that loses all its records stays where it was. Same bits for the same arguments.
Matrix learn_prototypes(const Matrix& normal, std::size_t count, std::uint64_t seed);

}  // namespace discern
