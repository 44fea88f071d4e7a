// From typed records to scores: the one road every caller takes.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "detector/scored_block.h"
#include "detector/state.h"

namespace discern {

// The last component: how much of a record training never saw, the sum of its surprises' weights.
inline constexpr const char* kSurprises = "surprises";

// Names in the order of Score::components: the method's, then kSurprises.
std::vector<std::string> component_names(const Method& method);

struct PreparedTable {
  Matrix x;                         // [rows, Preparation::width()]
  std::vector<Surprise> surprises;  // by column, then row
};
PreparedTable prepare(const Preparation& preparation, const Table& table);

// [rows, component_names().size()]
Matrix components_of(const Method& method, const PreparedTable& prepared);

// Mean over the fused components of -log(share of normal records at least as strange), in nats.
// components: one row of components_of.
double fuse(const Method& method, std::span<const Tail> tails, const float* components);

// Everything about the records of a table but their reasons, which explain.h adds to it. groups: [table.rows]
// values of the rule's column, or none.
ScoredBlock score_table(const Detector::State& state, const Table& table, const PreparedTable& prepared,
                        const Rule& rule, std::span<const std::string> groups = {});

// Copies what callers of the library get. row < block.rows.
Score score_at(const ScoredBlock& block, std::size_t row);

}  // namespace discern
