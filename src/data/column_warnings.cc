#include "data/column_warnings.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "data/column_names.h"

namespace discern {

std::optional<std::string> row_number_warning(const std::string& name, std::span<const double> values) {
  constexpr std::size_t kFewest = 20;
  if (values.size() < kFewest ||
      std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); }))
    return std::nullopt;
  const auto all = [&](auto follows) {
    return std::adjacent_find(values.begin(), values.end(),
                              [&](double a, double b) { return !follows(a, b); }) == values.end();
  };
  const bool whole = std::all_of(values.begin(), values.end(), [](double v) { return v == std::trunc(v); });
  const bool counts = all([](double a, double b) { return b == a + 1; });
  const bool monotone = whole && (all([](double a, double b) { return a < b; }) ||
                                  all([](double a, double b) { return a > b; }));
  if (!counts && !monotone) return std::nullopt;
  return fmt::format(
      "column {} looks like a row number ({} in every record); if it is one, leave it out with "
      "--exclude {}",
      shown(name),
      counts                           ? "1 more"
      : values.front() < values.back() ? "larger"
                                       : "smaller",
      name);
}

std::optional<std::string> identifier_warning(const std::string& name, std::size_t categories,
                                              std::size_t values) {
  if (categories <= 100 || categories * 2 <= values) return std::nullopt;
  return fmt::format(
      "column {} looks like an identifier ({} different texts in {} records); if it is one, name it "
      "with --key {} or leave it out with --exclude {}",
      shown(name), readable(double(categories)), readable(double(values)), name, name);
}

}  // namespace discern
