#include "data/column_names.h"

#include <unordered_set>

#include "base/fail.h"
#include "base/text.h"

namespace discern {

std::vector<std::string> numbered_columns(std::size_t count) {
  std::vector<std::string> names;
  names.reserve(count);
  for (std::size_t i = 1; i <= count; ++i) names.push_back(fmt::format("c{}", i));
  return names;
}

bool are_numbered(const std::vector<std::string>& names) {
  return names == numbered_columns(names.size());
}

void check_column_count(const std::string& place, std::size_t count) {
  if (count == 0) fail(Fault::data, "{}: has no columns; expected at least one", place);
  if (count > kMostColumns)
    fail(Fault::data, "{}: has {} columns; at most {} can be read: check the delimiter, or leave some out",
         place, count, kMostColumns);
}

void check_columns(const std::string& place, const std::vector<std::string>& names) {
  check_column_count(place, names.size());
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty())
      fail(Fault::data, "{}: column {} has no name; give each column a name", place, i + 1);
    if (!seen.insert(names[i]).second)
      fail(Fault::data, "{}: column {} appears twice; give each column a name of its own", place,
           shown(names[i]));
  }
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 8;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) out.push_back(shown(names[i]));
  if (names.size() > kMost) out.push_back(fmt::format("{} more", names.size() - kMost));
  return list_of(out);
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::size_t end = text.size() <= kMost ? text.size() : kMost - 3;
  if (end < text.size())
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  std::string out = "\"";
  for (const char c : text.substr(0, end)) out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  if (end < text.size()) out += "...";
  return out + '"';
}

}  // namespace discern
