// Cells read as their column's kind says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "discern/records.h"

namespace discern {

// What to do about a value that does not fit, after "name it with --missing, ".
struct Remedies {
  std::string numeric, boolean;
};
Remedies training_remedies(const std::string& column);
Remedies scoring_remedies();

// true/false/yes/no/t/f/y/n in any case as 1 or 0.
std::optional<double> parse_truth(std::string_view text);

// The value at row as text; numbers in their shortest form. `buffer` may keep the text. Error(data) for a
// picture.
std::string_view cell_text(const Block& block, std::size_t column, std::size_t row, std::string& buffer);

// All cells of a column appended to out, NaN for missing ones. name is the column's. Only rows where keep is
// true, if keep is not null. Error(data) for a value that does not fit or is infinite.
void append_numbers(const Block& block, std::size_t column, const std::string& name,
                    const std::vector<char>* keep, const Remedies& remedies, std::vector<double>& out);
// The same for truth values; 0 and 1 are taken as well.
void append_truths(const Block& block, std::size_t column, const std::string& name,
                   const std::vector<char>* keep, const Remedies& remedies, std::vector<double>& out);

}  // namespace discern
