// Columns that are no features by the look of them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/schema.h"

namespace discern {

// One line if the values look like a row number: at least 20, all there, and each 1 more than the one before,
// or all whole and rising or falling all the way.
std::optional<std::string> row_number_warning(const std::string& name, std::span<const double> values);

// One line if the categories look like an identifier: more than 100, and more than half as many as values.
std::optional<std::string> identifier_warning(const std::string& name, std::size_t categories,
                                              std::size_t values);

}  // namespace discern
