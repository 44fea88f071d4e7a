// Records as CSV: the way back from a Block.
#pragma once

#include <string>
#include <vector>

#include "discern/records.h"

namespace discern {

// RFC 4180 with commas between fields; with a decimal comma semicolons, as such files have. Appended to out.
void append_csv_names(std::string& out, const std::vector<std::string>& columns, char decimal = '.');
// Numbers are the shortest text that reads back to the same bits; missing values are empty. Error(usage) for
// pictures.
void append_csv_records(std::string& out, const Block& block, char decimal = '.');

}  // namespace discern
