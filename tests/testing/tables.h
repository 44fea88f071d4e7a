// Small tables for tests.
#pragma once

#include <utility>
#include <vector>

#include "base/matrix.h"

namespace discern::testing {

// values row by row.
inline Matrix table(std::size_t cols, std::vector<float> values) {
  Matrix m;
  m.rows = values.size() / cols;
  m.cols = cols;
  m.data = std::move(values);
  return m;
}

}  // namespace discern::testing
