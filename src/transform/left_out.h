// Surprises of normal records as if each had never been seen.
#pragma once

#include <vector>

#include "data/schema.h"

namespace discern {

// normal: the records the preparation was learned from, read by the same schema.
// -> [rows]: the sum of the weights of the surprises the record would have, had all but it been learned from.
std::vector<double> surprises_left_out(const Schema& schema, const Table& normal);

}  // namespace discern
