// How far records are from each other: a quick first look at which do not belong.
#pragma once

#include <vector>

#include "base/matrix.h"

namespace discern {

// x [n >= 2, width], finite, in an order drawn at random.
// -> [n]: mean distance to the 10 nearest other rows, among the first 8,000 if there are more.
std::vector<double> neighbour_distances(const Matrix& x);

}  // namespace discern
