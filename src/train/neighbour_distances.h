// How far records are from each other: a quick first look at which do not belong.
#pragma once

#include <vector>

#include "base/matrix.h"

namespace discern {

// x [n >= 2, width], finite, in an order drawn at random; share [0, 0.5): how many rows may be anomalous.
// -> [n]: mean distance, by each feature's ranks (QuantileView), to the nearest 2 share n other rows, at
// least 10: with so many, anomalies that are alike do not look usual by each other. Among the first 2,000 if
// there are more.
std::vector<double> neighbour_distances(const Matrix& x, double share);

}  // namespace discern
