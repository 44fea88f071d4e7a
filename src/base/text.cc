#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace discern {
namespace {

// A decimal without exponent whose digits are a whole number up to 2^53, over a power of ten up to 10^22:
// both are doubles, and so their quotient is rounded once (Clinger 1990). The same bits as std::from_chars,
// in a third of the time; false for all else.
bool parse_short(std::string_view text, double& value) {
  static constexpr auto kPowers = [] {
    std::array<double, 23> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = 10 * powers[i - 1];
    return powers;
  }();
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at < end && *at == '-';
  at += negative;
  std::uint64_t number = 0;
  const auto digits = [&] {
    const char* const begin = at;
    for (; at < end && unsigned(*at - '0') < 10; ++at) number = 10 * number + unsigned(*at - '0');
    return std::size_t(at - begin);
  };
  const std::size_t whole = digits();
  std::size_t decimals = 0;
  if (at < end && *at == '.') {
    ++at;
    decimals = digits();
    if (decimals == 0) return false;
  }
  if (at < end || whole + decimals == 0 || whole + decimals > 19 || number > std::uint64_t(1) << 53)
    return false;
  value = double(std::int64_t(number)) / kPowers[decimals];
  if (negative) value = -value;
  return true;
}

std::optional<double> parse_plain(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return value;
  // Out of range still has a value: the nearest double, as strtod gives it.
  if (error == std::errc::result_out_of_range) return std::strtod(std::string(text).c_str(), nullptr);
  return std::nullopt;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

std::string group_thousands(std::string digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(digits.find('.'), digits.size());
  for (std::size_t at = end; at > start + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

}  // namespace

std::optional<double> parse_number(std::string_view text, char decimal) {
  if (double value; decimal == '.' && parse_short(text, value)) return value;
  text = trim(text);
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  if (decimal == '.') return parse_plain(text);
  if (text.find('.') != text.npos) return std::nullopt;
  std::string with_point(text);
  std::replace(with_point.begin(), with_point.end(), decimal, '.');
  return parse_plain(with_point);
}

std::string readable(double value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "missing" : value > 0 ? "infinity" : "-infinity";
  const double size = std::abs(value);
  if (value == std::trunc(value) && size < 1e12) return group_thousands(fmt::format("{:.0f}", value));
  if (size >= 1e12 || size < 1e-4) return fmt::format("{:.3g}", value);
  if (size >= 1000) return group_thousands(fmt::format("{:.0f}", value));
  return fmt::format("{:.4g}", value);
}

void append_number(std::string& out, double value) {
  if (!std::isnan(value)) fmt::format_to(std::back_inserter(out), "{}", value);
}

std::string did_you_mean(std::string_view name, std::span<const std::string> known) {
  const std::string* best = nullptr;
  std::size_t least = 3;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < least && distance < candidate.size()) {
      least = distance;
      best = &candidate;
    }
  }
  return best ? fmt::format(" (did you mean \"{}\"?)", *best) : "";
}

std::string shortened(std::string_view text, std::size_t most) {
  constexpr std::string_view kMore = "…";
  if (text.size() <= most) return std::string(text);
  std::size_t end = most - std::min(most, kMore.size());
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)).append(kMore);
}

std::string list_of(std::span<const std::string> names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i) out += i + 1 == names.size() ? " and " : ", ";
    out += names[i];
  }
  return out;
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

void append_csv_field(std::string& out, std::string_view field, char delimiter) {
  const bool plain = field.find_first_of("\"\r\n") == field.npos && field.find(delimiter) == field.npos;
  if (plain) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace discern
