// Which normal records are held out together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

// Groups as numbers: that of rows[i] at i, the first group 0. groups empty: none.
std::vector<std::uint32_t> group_numbers(std::span<const std::uint32_t> rows,
                                         const std::vector<std::string>& groups);

// A fold below `folds` for each of n rows, in turn; with groups [n] all of one are in the same: each group,
// the largest first, goes where the fewest rows are. With fewer groups than folds some folds stay empty.
std::vector<std::uint32_t> folds_of_groups(std::size_t n, const std::vector<std::uint32_t>& groups,
                                           std::size_t folds);

// Rows 0 to folds.size() - 1 such that the folds come in turn as long as they last, each in the order of its
// rows.
std::vector<std::uint32_t> in_turn(const std::vector<std::uint32_t>& folds);

// Moves whole groups to the front of order, about `held` of its rows, at least one group and not all -> how
// many rows that is; 0: there is one group. groups: a number for each row that order names, or empty: each
// row is its own.
std::size_t bring_forward(std::vector<std::uint32_t>& order, const std::vector<std::uint32_t>& groups,
                          std::size_t held);

// Where folds of whole groups begin, about as many groups in each, then the end: `most` folds, or one a
// group.
std::vector<std::size_t> fold_cuts(const std::vector<std::size_t>& starts, std::size_t most);

// order but for its places [begin, end).
std::vector<std::uint32_t> without(const std::vector<std::uint32_t>& order, std::size_t begin,
                                   std::size_t end);

// order but for a share of the strangest; strangeness: of each place. Error(data) if fewer than `least` are
// left.
std::vector<std::uint32_t> without_strangest(const std::vector<std::uint32_t>& order,
                                             const std::vector<double>& strangeness, double share,
                                             std::size_t least);

// How many of n records calibrate a method that is too slow to be learned several times.
std::size_t held_out_of(std::size_t n);

// Which places of rows hold a row below `end`.
std::vector<std::uint32_t> places_below(const std::vector<std::uint32_t>& rows, std::size_t end);

// As many records as may be learned from while about `held_out` of the rest are not: whole groups, at least
// one, and not all. starts: group_starts of two groups or more.
std::size_t learned_from(const std::vector<std::size_t>& starts, std::size_t held_out);

}  // namespace discern
