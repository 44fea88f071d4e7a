// Text as people write it: numbers, names, suggestions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace discern {

// The whole of text as a number ("12", "-1.5e3", "+2", "inf", "nan"); nothing if any of it is not.
std::optional<double> parse_number(std::string_view text, char decimal = '.');

// For people: at most four significant digits below a million, thousands grouped, "4,900", "0.00312",
// "1.2e+09".
std::string readable(double value);

// For machines: the shortest text that reads back to the same bits; "" for NaN.
void append_number(std::string& out, double value);

// " (did you mean \"amount\"?)" for the nearest of known within two edits, else "".
std::string did_you_mean(std::string_view name, std::span<const std::string> known);

// text, or its beginning with "…" where it has more than `most` bytes; whole characters. For values in
// sentences.
std::string shortened(std::string_view text, std::size_t most = 40);

// "a, b and c".
std::string list_of(std::span<const std::string> names);

// Spaces and tabs off both ends.
std::string_view trim(std::string_view text);

// Quotes a CSV field if it needs quotes.
void append_csv_field(std::string& out, std::string_view field, char delimiter = ',');

}  // namespace discern
