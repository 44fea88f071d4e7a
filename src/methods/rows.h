// What the baselines share: rows of numbers that are checked, saved and kept finite.
#pragma once

#include <algorithm>
#include <cfloat>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/matrix.h"

namespace discern {

// A score's place among floats; the largest one where the true value is beyond them or was lost on the way.
inline float bounded(double value) {
  return value < double(FLT_MAX) ? std::max(float(value), -FLT_MAX) : FLT_MAX;
}

// Error(data) unless there is a row and a column to learn from.
void require_rows(const Matrix& normal);

// [width], summed in double.
std::vector<float> column_means(const Matrix& rows);

void save_rows(const Matrix& rows, Archive& archive, const std::string& name);
// Error(model) unless the archive holds a table of finite numbers with at least one row and one column.
Matrix load_rows(const Archive& archive, const std::string& name);

}  // namespace discern
