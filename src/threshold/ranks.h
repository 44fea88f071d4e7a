// Ranks of values.
#pragma once

#include <vector>

namespace discern {

// From 1; equal values share the mean of theirs. values: no NaN.
std::vector<double> midranks(const std::vector<double>& values);

}  // namespace discern
