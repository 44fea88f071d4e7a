// Scores of consecutive records, column by column: what workers make and writers format.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "discern/detector.h"

namespace discern {

struct ScoredBlock {
  std::uint64_t first = 1;  // number of the first record
  std::size_t rows = 0;
  std::vector<double> score, p_value;                  // [rows]
  std::vector<char> alert, review;                     // [rows] 0 or 1
  Matrix components;                                   // [rows, Detector::components().size()]
  std::vector<std::string> groups;                     // [rows], or empty without such a column
  std::vector<std::string> keys, labels;               // [rows], or empty without such a column
  std::map<std::size_t, std::vector<Reason>> reasons;  // by row; only of records that were explained

  std::string record(std::size_t row) const { return keys.empty() ? std::to_string(first + row) : keys[row]; }
};

}  // namespace discern
