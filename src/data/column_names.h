// Column names of any source.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace discern {

inline constexpr std::size_t kMostColumns = 100'000;

// "c1", "c2", ...
std::vector<std::string> numbered_columns(std::size_t count);
// If all names are "c1", "c2", ... in order: nobody gave them.
bool are_numbered(const std::vector<std::string>& names);
// Error(data) if there are none or too many, or if a name is empty or given twice.
void check_columns(const std::string& place, const std::vector<std::string>& names);
// Error(data) alone for a count from a file's header.
void check_column_count(const std::string& place, std::size_t count);

// "a, b and c" of at most eight names, "a, b and 40 more" of others.
std::string some_of(const std::vector<std::string>& names);

// A value as messages show it: in quotes, on one line, cut when it is long.
std::string shown(std::string_view text);

}  // namespace discern
