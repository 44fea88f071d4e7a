// Numbers in the sentences of a report.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace discern {

// "1.23 %"; never "100 %" or "0 %" for a share that is not exactly that.
std::string percent(double share);
// "1 record", "9,980 records".
std::string count_of(std::uint64_t n, std::string_view noun);
// What a p-value says: "1 normal record in 250 looks at least this strange".
std::string p_value_text(double p_value, std::size_t calibration);
// Below this many records a column's PSI moves by chance alone.
inline constexpr std::size_t kFewForDrift = 500;
// A column has shifted when its PSI is above this.
inline constexpr double kShifted = 0.25;
// "stable" below 0.1, "moved" to kShifted, "shifted" above.
std::string_view drift_word(double psi);

}  // namespace discern
