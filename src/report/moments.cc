#include "report/moments.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/text.h"
#include "fmt/format.h"

namespace discern {
namespace {

namespace chrono = std::chrono;
constexpr double kHour = 3600, kDay = 24 * kHour;
constexpr double kMostPieces = 120;

// Takes a number of `digits` digits off the front of text.
std::optional<int> take(std::string_view& text, std::size_t digits) {
  int value = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc() || end != text.data() + digits || text[0] == '-') return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool skip(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == any_of.npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<double> take_date(std::string_view& text) {
  const auto year = take(text, 4);
  if (!year || !skip(text, "-/")) return std::nullopt;
  const auto month = take(text, 2);
  if (!month || !skip(text, "-/")) return std::nullopt;
  const auto day = take(text, 2);
  if (!day) return std::nullopt;
  const chrono::year_month_day date{chrono::year(*year), chrono::month(unsigned(*month)),
                                    chrono::day(unsigned(*day))};
  if (!date.ok()) return std::nullopt;
  return kDay * double(chrono::sys_days(date).time_since_epoch().count());
}

// "08:30", "08:30:15", "08:30:15.5"
std::optional<double> take_clock(std::string_view& text) {
  const auto hour = take(text, 2);
  if (!hour || *hour > 23 || !skip(text, ":")) return std::nullopt;
  const auto minute = take(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  double seconds = kHour * *hour + 60.0 * *minute;
  if (!skip(text, ":")) return seconds;
  const auto second = take(text, 2);
  if (!second || *second > 60) return std::nullopt;
  seconds += *second;
  if (skip(text, ".,"))
    for (double unit = 0.1; !text.empty() && text[0] >= '0' && text[0] <= '9'; unit /= 10) {
      seconds += unit * (text[0] - '0');
      text.remove_prefix(1);
    }
  return seconds;
}

// "", "Z" or "+02:00" in seconds.
std::optional<double> take_offset(std::string_view& text) {
  if (text.empty() || skip(text, "Z")) return 0;
  const double sign = text[0] == '-' ? -1 : 1;
  if (!skip(text, "+-")) return std::nullopt;
  const auto hours = take(text, 2);
  skip(text, ":");
  const auto minutes = text.empty() ? std::optional<int>(0) : take(text, 2);
  if (!hours || !minutes) return std::nullopt;
  return sign * (kHour * *hours + 60.0 * *minutes);
}

chrono::year_month_day date_of(double seconds) {
  return chrono::sys_days(chrono::days(std::int64_t(std::floor(seconds / kDay))));
}

std::string day_text(double seconds) {
  const chrono::year_month_day date = date_of(seconds);
  return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()));
}

void cut_evenly(double first, double last, double width, Pieces& out) {
  for (double at = std::floor(first / width) * width; at <= last; at += width) out.starts.push_back(at);
}

void cut_months(double first, double last, int step, Pieces& out) {
  const chrono::year_month_day date = date_of(first);
  for (chrono::year_month month{date.year(), date.month()};; month += chrono::months(step)) {
    const double at = kDay * double(chrono::sys_days(month / 1).time_since_epoch().count());
    if (at > last) return;
    out.starts.push_back(at);
  }
}

void cut_dates(double first, double last, Pieces& out) {
  constexpr double kMonday = -3 * kDay;  // 1970-01-01 was a Thursday
  const double span = last - first;
  if (span < 4 * kDay) {
    out.unit = "hour";
    cut_evenly(first, last, kHour, out);
  } else if (span < kMostPieces * kDay) {
    out.unit = "day";
    cut_evenly(first, last, kDay, out);
  } else if (span < 7 * (kMostPieces - 1) * kDay) {
    out.unit = "week";
    cut_evenly(first - kMonday, last - kMonday, 7 * kDay, out);
    for (double& at : out.starts) at += kMonday;
  } else {
    out.unit = "month";
    cut_months(first, last, 1 + int(span / (30 * kDay * kMostPieces)), out);
  }
  for (const double at : out.starts)
    out.names.push_back(out.unit == std::string_view("hour") ? moment_text(at) : day_text(at));
}

void cut_numbers(double first, double last, Pieces& out) {
  constexpr double kParts = 40;
  const double width = last > first ? (last - first) / kParts : 1;
  for (double k = 0; k < (last > first ? kParts : 1); ++k) out.starts.push_back(first + k * width);
  for (const double at : out.starts) out.names.push_back(readable(at));
}

}  // namespace

std::optional<double> parse_moment(std::string_view text) {
  text = trim(text);
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) return date;
  if (!skip(text, "T ")) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return *date + *clock - *offset;
}

std::string moment_text(double seconds) {
  const auto whole = std::int64_t(std::floor(seconds));
  const std::int64_t of_day = whole - std::int64_t(std::floor(seconds / kDay)) * 86400;
  std::string out = day_text(seconds);
  if (of_day == 0) return out;
  out += fmt::format(" {:02}:{:02}", of_day / 3600, of_day / 60 % 60);
  return of_day % 60 ? out + fmt::format(":{:02}", of_day % 60) : out;
}

Moment moment_of(double seconds) {
  const double day = std::floor(seconds / kDay);
  const int weekday = int(std::int64_t(day + 3) % 7);
  return {(weekday + 7) % 7, int((seconds - day * kDay) / kHour)};
}

Pieces pieces_of(double first, double last, bool dates) {
  Pieces out;
  if (dates)
    cut_dates(first, last, out);
  else
    cut_numbers(first, last, out);
  return out;
}

std::size_t piece_at(const Pieces& pieces, double value) {
  const auto after = std::upper_bound(pieces.starts.begin() + 1, pieces.starts.end(), value);
  return std::size_t(after - pieces.starts.begin()) - 1;
}

}  // namespace discern
