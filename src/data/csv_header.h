// What the first lines of a CSV file say about the rest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/missing_words.h"
#include "discern/records.h"

namespace discern {

// The most frequent of , ; tab | outside quotes in the first line that is not blank; ',' if there is none.
// The decimal sign is no candidate.
char find_delimiter(std::string_view text, char decimal);

// By the rule of Header::detect. second is empty if there is one row only.
bool is_header(const std::vector<std::string>& first, const std::vector<std::string>& second, char decimal,
               const MissingWords& is_missing);

}  // namespace discern
