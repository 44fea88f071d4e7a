// Columns of numbers in their everyday form, a field at once.
#pragma once

#include <cstddef>
#include <string_view>

namespace discern {

// Reads texts[0], texts[1], ... into out, [count] both, as parse_number with a decimal point does and to the
// same bits, up to the first one that is not of the form -?d*(.d+)? with at most 16 characters and a whole
// number up to 2^53 as its digits -> how many. Reads nothing but the texts.
using ShortNumbers = std::size_t (*)(const std::string_view* texts, std::size_t count, double* out);

// Nothing where this CPU lacks AVX-512 VBMI2.
ShortNumbers short_numbers();

}  // namespace discern
