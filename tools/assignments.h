// COL=VALUE on the command line.
#pragma once

#include <string>
#include <vector>

namespace discern {

struct Assignment {
  std::string column, value;  // value may be empty: missing
};

// pieces: what was given to --option, cut at commas. A value may hold commas: what has no = belongs to the
// value before. Error(usage) for a piece that names no column.
std::vector<Assignment> parse_assignments(const std::string& option, const std::vector<std::string>& pieces);

}  // namespace discern
