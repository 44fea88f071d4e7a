// Condition columns of the records to learn from: they say what kind a record is of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/schema.h"
#include "transform/preparation.h"

namespace discern {

// Error(usage) if conditions are named and the method cannot be told a record's, or a picture's, kind, or one
// of a picture's says whose it is.
void check_conditional(const std::string& method_name, const std::vector<std::string>& conditions,
                       bool pictures);

// The condition columns last, in the order they are named. Error(usage) for a name that is no column of
// categories, or is there twice, and where no other column is left.
void move_conditions(const std::vector<std::string>& names, NormalRecords& normal);

// Error(usage) for a condition column with one value alone.
void check_conditions_vary(const Preparation& preparation);

// Behind the records x [n, width], copies of a tenth as many for each condition column, drawn at random, with
// one or more of their conditions unknown: so that a record of an unknown kind can be judged too -> how many.
// groups: a number for each record, of which each copy gets its own record's; where it is empty and there are
// copies, each record gets one of its own.
std::size_t add_hidden(const Preparation& preparation, Matrix& x, std::vector<std::uint32_t>& groups,
                       std::uint64_t seed);

}  // namespace discern
