// Parts of a table of normal records, each as if the rest had never been seen.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "data/schema.h"

namespace discern {

// The records at rows, with the categories that occur among them (most frequent first as before). The shape
// and intensities of pictures stay those of all records.
std::pair<Schema, Table> select_known(const Schema& schema, const Table& table,
                                      std::span<const std::uint32_t> rows);

// The records at rows, read by another schema of the same columns: a category that `known` has not is
// unknown.
Table select_by(const Schema& known, const Schema& schema, const Table& table,
                std::span<const std::uint32_t> rows);

}  // namespace discern
