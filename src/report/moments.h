// Times in records: reading them, and cutting a span into pieces that people name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace discern {

// Seconds since 1970-01-01 00:00 of "2025-10-01", "2025-10-01 08:30", "2025-10-01T08:30:15.5Z" (an offset
// such as +02:00 is taken off); nothing for any other text.
std::optional<double> parse_moment(std::string_view text);
// "2025-10-01 08:30:15" and back to the minute or the day where the rest is 0.
std::string moment_text(double seconds);

struct Moment {
  int weekday, hour;  // 0 Monday, as the record has it
};
Moment moment_of(double seconds);

struct Pieces {
  std::vector<double> starts;      // ascending; piece k ends where piece k + 1 starts
  std::vector<std::string> names;  // [starts]
  const char* unit = "";           // "hour", "day", "week", "month"; empty: equal parts of a plain number
};
// The pieces of [first, last], at most 120; dates: whether these are seconds as parse_moment reads them.
Pieces pieces_of(double first, double last, bool dates);
std::size_t piece_at(const Pieces& pieces, double value);

}  // namespace discern
