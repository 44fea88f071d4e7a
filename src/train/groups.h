// Records that belong together: all slices of a patient.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace discern {

// groups: that of each record of a table, or none at all: then each record is a group of its own.

// order with all records of a group behind its first one.
std::vector<std::uint32_t> together(const std::vector<std::string>& groups, std::vector<std::uint32_t> order);

// Where groups begin in an order that keeps them together, then its end: what is held out as a whole, or not
// at all, stands between two.
std::vector<std::size_t> group_starts(const std::vector<std::string>& groups,
                                      std::span<const std::uint32_t> order);

}  // namespace discern
