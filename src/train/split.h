// Which normal records are held out together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace discern {

// rows 0 to n - 1 in random order, groups by their first record with all of theirs behind it.
// groups: [n], or empty: every record is its own.
std::vector<std::uint32_t> split_order(std::size_t n, const std::vector<std::string>& groups,
                                       std::uint64_t seed);

// Where groups begin in order, then its end: what is held out together, or not at all, stands between two.
std::vector<std::size_t> group_starts(const std::vector<std::uint32_t>& order,
                                      const std::vector<std::string>& groups);

// As many records as may be learned from while about `held_out` of the rest are not: whole groups, at least
// one, and not all. starts: group_starts of two groups or more.
std::size_t learned_from(const std::vector<std::size_t>& starts, std::size_t held_out);

}  // namespace discern
