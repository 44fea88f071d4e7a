#include "data/csv_header.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/text.h"

namespace discern {
namespace {

bool all_different(const std::vector<std::string>& names) {
  std::unordered_set<std::string_view> seen;
  return std::all_of(names.begin(), names.end(),
                     [&](const std::string& name) { return !name.empty() && seen.insert(name).second; });
}

}  // namespace

char find_delimiter(std::string_view text, char decimal) {
  constexpr std::array<char, 4> candidates{',', ';', '\t', '|'};
  std::array<std::size_t, 4> counts{};
  bool inside = false, seen = false;
  for (const char c : text) {
    if (c == '\n' && !inside && seen) break;
    if (c == '"') inside = !inside;
    seen = seen || (c != '\n' && c != '\r');
    if (inside || c == decimal) continue;
    for (std::size_t i = 0; i < candidates.size(); ++i) counts[i] += c == candidates[i];
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  if (*most > 0) return candidates[std::size_t(most - counts.begin())];
  return decimal == ',' ? ';' : ',';
}

bool is_header(const std::vector<std::string>& first, const std::vector<std::string>& second, char decimal,
               const MissingWords& is_missing) {
  const auto is_number = [&](const std::string& field) { return parse_number(field, decimal).has_value(); };
  const auto is_value = [&](const std::string& field) {
    return is_number(field) || (!field.empty() && is_missing(field));
  };
  if (std::any_of(first.begin(), first.end(), is_value)) return false;
  return std::any_of(second.begin(), second.end(), is_number) || all_different(first);
}

}  // namespace discern
