// The same record as it would be of another kind.
#pragma once

#include "detector/state.h"

namespace discern {

// Whether the column is one of the detector's conditions. column < columns of the schema.
inline bool is_condition(const Detector::State& state, std::size_t column) {
  return column >= state.preparation.first_condition();
}

// Attribute translation, G(E(x), c'): x is record, c' the condition columns of `other`, both tables of one
// row -> a table of one row with other's conditions, the values of the other columns, or the picture, as the
// generator makes them. Only where the detector has conditions.
Table translated(const Detector::State& state, const Table& record, const Table& other);

}  // namespace discern
