#include "report/moments.h"

#include <catch2/catch.hpp>

using namespace discern;

TEST_CASE("times are read as ISO 8601 and the usual variants write them, and no other text") {
  CHECK(parse_moment("1970-01-01") == 0.0);
  CHECK(parse_moment("1970-01-02 01:00") == 90000.0);
  CHECK(parse_moment("1970-01-01T00:00:01.5Z") == 1.5);
  CHECK(parse_moment("1970/01/01T02:00:00+02:00") == 0.0);
  CHECK(parse_moment("2024-02-29") == 19782.0 * 86400);
  for (const char* bad : {"", "12", "2023-02-29", "2024-13-01", "2024-01-01 25:00", "2024-01-01x",
                          "2024-01-01 10:00 or so", "20240101"})
    CHECK_FALSE(parse_moment(bad));
}

TEST_CASE("a time is written back as far as it is not zero") {
  for (const char* text : {"2025-10-01", "2025-10-01 08:30", "2025-10-01 08:30:15"})
    CHECK(moment_text(*parse_moment(text)) == text);
}

TEST_CASE("weekdays and hours are those of the calendar") {
  const Moment moment = moment_of(*parse_moment("2025-10-01 23:59"));  // a Wednesday
  CHECK(moment.weekday == 2);
  CHECK(moment.hour == 23);
  CHECK(moment_of(*parse_moment("1969-12-31 01:00")).weekday == 2);
}

TEST_CASE("a span is cut into hours, days, weeks, months or equal parts, and every time falls into its own") {
  const auto pieces = [](const char* first, const char* last) {
    return pieces_of(*parse_moment(first), *parse_moment(last), true);
  };
  CHECK(std::string(pieces("2025-10-01 08:30", "2025-10-01 10:00").unit) == "hour");
  CHECK(pieces("2025-10-01 08:30", "2025-10-01 10:00").names ==
        std::vector<std::string>{"2025-10-01 08:00", "2025-10-01 09:00", "2025-10-01 10:00"});
  CHECK(std::string(pieces("2025-10-01", "2025-10-31").unit) == "day");
  CHECK(pieces("2025-10-01", "2025-10-31").starts.size() == 31);
  const Pieces weeks = pieces("2024-01-03", "2025-01-03");
  CHECK(std::string(weeks.unit) == "week");
  CHECK(weeks.names.front() == "2024-01-01");  // a Monday
  const Pieces months = pieces("2010-05-05", "2025-01-03");
  CHECK(std::string(months.unit) == "month");
  CHECK(months.names.front() == "2010-05-01");
  CHECK(months.starts.size() <= 120);
  CHECK(piece_at(weeks, *parse_moment("2024-01-08")) == 1);
  CHECK(piece_at(weeks, *parse_moment("2024-01-07 23:59")) == 0);
  const Pieces numbers = pieces_of(0, 80, false);
  CHECK(numbers.starts.size() == 40);
  CHECK(piece_at(numbers, 80) == 39);
  CHECK(pieces_of(5, 5, false).starts.size() == 1);
}
