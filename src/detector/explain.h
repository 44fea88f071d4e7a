// Why a record is strange, column by column.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "detector/regions.h"
#include "detector/scoring.h"

namespace discern {

// Each column's part in a record's score: how far the fused score falls when the column alone takes the value
// of the normal record that stands for it (Method::reference), plus the column's surprises; falls below 0
// count as 0.
// -> [columns], non-negative, summing to 1; all 0 when nothing makes the score fall.
// x: features of the record; surprises: its own.
std::vector<double> column_shares(const Detector::State& state, const float* x,
                                  std::span<const Surprise> surprises);

// Reasons of the given rows, largest share first, at most `most` each, into block.reasons. Shares under 1 %
// are left out, but for the largest. Of pictures whose detector makes maps they are regions
// (picture_reasons) of the rate.
void explain_rows(const Detector::State& state, const Table& table, const PreparedTable& prepared,
                  std::span<const std::size_t> rows, std::size_t most, ScoredBlock& block,
                  double region_rate = kRegionRate);

// The values of a record as people read them, and those of the normal record it is held against. [columns]
struct Comparison {
  std::vector<std::string> values, reference;
};
Comparison compare_with_normal(const Detector::State& state, const Table& table,
                               const PreparedTable& prepared, std::size_t row);

}  // namespace discern
