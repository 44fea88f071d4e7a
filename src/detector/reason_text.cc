#include "detector/reason_text.h"

#include <cmath>
#include <optional>

#include "base/fail.h"
#include "base/text.h"

namespace discern {
namespace {

// kProfileLevels of the range that is called normal: 1 % to 99 %.
constexpr std::size_t kLow = 2, kHigh = 14;
static_assert(kProfileLevels[kLow] == 0.01 && kProfileLevels[kHigh] == 0.99);
// A category with less than this share of the normal records is called rare.
constexpr double kRare = 0.05;

std::optional<std::string> outside(double value, double low, double high, const std::string& whose) {
  if (value >= low && value <= high) return std::nullopt;
  return fmt::format("normal{} is {} to {}", whose, readable(low), readable(high));
}

std::optional<std::string> range_text(const Detector::State& state, const Table& table, std::size_t row,
                                      std::size_t column, double value) {
  const NumericProfile& profile = state.profile.column(column).numeric;
  if (profile.quantiles.empty()) return std::nullopt;
  if (profile.given >= 0) {
    const std::size_t given = std::size_t(profile.given);
    const double category = table.columns[given][row];
    if (category >= 0 && !std::isnan(profile.ranges[std::size_t(category)].first)) {
      const auto [low, high] = profile.ranges[std::size_t(category)];
      const ColumnSchema& by = state.preparation.schema().columns[given];
      return outside(value, low, high,
                     fmt::format(" for {} {}", by.name, shortened(by.categories[std::size_t(category)])));
    }
  }
  return outside(value, profile.quantiles[kLow], profile.quantiles[kHigh], "");
}

std::optional<std::string> rarity_text(const Detector::State& state, std::size_t column, double value) {
  const ColumnProfile& profile = state.profile.column(column);
  const double share = std::isnan(value) ? profile.missing : profile.category_shares[std::size_t(value)];
  if (share >= kRare) return std::nullopt;
  return fmt::format("{:.2g} % of normal records", 100 * share);
}

std::optional<std::string> own_text(const Detector::State& state, const Table& table, std::size_t row,
                                    std::size_t column) {
  const double value = table.columns[column][row];
  const Kind kind = state.preparation.schema().columns[column].kind;
  if (kind == Kind::categorical || std::isnan(value)) {
    if (!std::isnan(value) || kind == Kind::categorical) return rarity_text(state, column, value);
    return fmt::format("so in {:.2g} % of normal records", 100 * state.profile.column(column).missing);
  }
  return is_measured(kind) ? range_text(state, table, row, column, value) : std::nullopt;
}

}  // namespace

std::string value_text(const Schema& schema, const Table& table, std::size_t row, std::size_t column) {
  const double value = table.columns[column][row];
  if (std::isnan(value)) return "missing";
  switch (schema.columns[column].kind) {
    case Kind::numeric:
      return readable(value);
    case Kind::picture:
      return "mean intensity " + readable(value);
    case Kind::boolean:
      return value > 0.5 ? "true" : "false";
    case Kind::categorical:
      break;
  }
  if (value != kUnknownCategory) return schema.columns[column].categories[std::size_t(value)];
  for (const UnknownCategory& unknown : table.unknown)
    if (unknown.row == row && unknown.column == column) return unknown.text;
  return "an unknown category";
}

std::string reason_text(const Detector::State& state, const Table& table, std::size_t row, std::size_t column,
                        const float* reference, std::span<const Surprise> surprises) {
  for (const Surprise& surprise : surprises)
    if (surprise.column == column) return surprise.text;
  const Schema& schema = state.preparation.schema();
  const std::string value = value_text(schema, table, row, column);
  const std::string start = fmt::format("{} {}: ", schema.columns[column].name, shortened(value));
  if (const auto text = own_text(state, table, row, column)) return start + *text;
  const std::string expected = state.preparation.describe(column, reference);
  if (schema.columns[column].kind == Kind::picture) return start + expected + " in its normal counterpart";
  if (expected == value) return start + "unusual beside the other values";
  const bool measured = schema.columns[column].kind == Kind::numeric && expected != "missing";
  return fmt::format("{}{}{} expected beside the other values", start, measured ? "about " : "",
                     shortened(expected));
}

}  // namespace discern
