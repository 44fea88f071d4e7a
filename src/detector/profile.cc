#include "detector/profile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "base/fail.h"

namespace discern {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kLevels = std::size(kProfileLevels);
// A column's range is given within another's categories if those explain at least this share of its ranks'
// variance,
constexpr double kLeastExplained = 0.05;
// and a category's range is given from this many records on.
constexpr std::size_t kLeastRecords = 50;

double quantile(const std::vector<double>& sorted, double level) {
  const double at = level * double(sorted.size() - 1);
  const std::size_t below = std::size_t(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], at - double(below));
}

std::vector<double> present_sorted(const std::vector<double>& values) {
  std::vector<double> sorted;
  for (const double v : values)
    if (!std::isnan(v)) sorted.push_back(v);
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

// Middle ranks in [0, 1]; NaN for missing values.
std::vector<double> ranks_of(const std::vector<double>& values, const std::vector<double>& sorted) {
  std::vector<double> ranks(values.size(), kNaN);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), values[i]);
    ranks[i] = (double(low - sorted.begin()) + double(high - sorted.begin())) / (2.0 * double(sorted.size()));
  }
  return ranks;
}

// Share of the ranks' variance between the categories: the correlation ratio eta squared.
double explained(const std::vector<double>& ranks, const std::vector<double>& category,
                 std::size_t categories) {
  std::vector<double> sums(categories), counts(categories);
  double sum = 0, squares = 0, n = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (std::isnan(ranks[i]) || !(category[i] >= 0)) continue;
    const std::size_t c = std::size_t(category[i]);
    sums[c] += ranks[i];
    counts[c] += 1;
    sum += ranks[i];
    squares += ranks[i] * ranks[i];
    n += 1;
  }
  const double total = squares - sum * sum / std::max(n, 1.0);
  double between = -sum * sum / std::max(n, 1.0);
  for (std::size_t c = 0; c < categories; ++c)
    if (counts[c] > 0) between += sums[c] * sums[c] / counts[c];
  return total > 0 ? between / total : 0;
}

std::vector<std::pair<double, double>> ranges_within(const std::vector<double>& values,
                                                     const std::vector<double>& category,
                                                     std::size_t categories) {
  std::vector<std::vector<double>> groups(categories);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i]) && category[i] >= 0) groups[std::size_t(category[i])].push_back(values[i]);
  std::vector<std::pair<double, double>> ranges;
  for (std::vector<double>& group : groups) {
    std::sort(group.begin(), group.end());
    const bool enough = group.size() >= kLeastRecords;
    ranges.emplace_back(enough ? quantile(group, 0.01) : kNaN, enough ? quantile(group, 0.99) : kNaN);
  }
  return ranges;
}

// The profile's levels that are deciles.
constexpr std::size_t kFirstDecile = 4, kLastDecile = 12;

void learn_bins(const std::vector<double>& sorted, Kind kind, NumericProfile& out) {
  if (kind == Kind::boolean) out.edges = {0};  // one bin for false, one for true
  for (std::size_t level = kFirstDecile; kind != Kind::boolean && level <= kLastDecile; ++level)
    if (out.edges.empty() || out.edges.back() < out.quantiles[level])
      out.edges.push_back(out.quantiles[level]);
  out.shares.assign(out.edges.size() + 1, 0.0);
  for (const double v : sorted) out.shares[drift_bin(out, v)] += 1.0 / double(sorted.size());
}

NumericProfile learn_numeric(const Schema& schema, const Table& normal, std::size_t j) {
  NumericProfile out;
  const std::vector<double> sorted = present_sorted(normal.columns[j]);
  if (sorted.empty()) return out;
  for (const double level : kProfileLevels) out.quantiles.push_back(quantile(sorted, level));
  learn_bins(sorted, schema.columns[j].kind, out);
  if (schema.columns[j].kind != Kind::numeric) return out;
  const std::vector<double> ranks = ranks_of(normal.columns[j], sorted);
  double most = kLeastExplained;
  for (std::size_t c = 0; c < schema.columns.size(); ++c) {
    const std::size_t categories = schema.columns[c].categories.size();
    if (schema.columns[c].kind != Kind::categorical || categories * kLeastRecords > normal.rows) continue;
    const double share = explained(ranks, normal.columns[c], categories);
    if (share <= most) continue;
    most = share;
    out.given = std::ptrdiff_t(c);
  }
  if (out.given >= 0)
    out.ranges = ranges_within(normal.columns[j], normal.columns[std::size_t(out.given)],
                               schema.columns[std::size_t(out.given)].categories.size());
  return out;
}

std::vector<double> learn_shares(const std::vector<double>& values, std::size_t categories) {
  std::vector<double> shares(categories);
  for (const double v : values)
    if (v >= 0) shares[std::size_t(v)] += 1.0 / double(values.size());
  return shares;
}

Json save_ranges(const std::vector<std::pair<double, double>>& ranges) {
  Json out = Json::array();
  for (const auto& [low, high] : ranges) out.push_back(std::isnan(low) ? Json() : Json::array({low, high}));
  return out;
}

std::vector<std::pair<double, double>> load_ranges(const Json& json) {
  std::vector<std::pair<double, double>> out;
  for (const Json& range : json) {
    const bool pair = range.is_array() && range.size() == 2 && range[0].is_number() && range[1].is_number();
    if (!pair && !range.is_null())
      fail(Fault::model, "model file: a column's range is not two numbers; train again");
    out.emplace_back(pair ? range[0].get<double>() : kNaN, pair ? range[1].get<double>() : kNaN);
  }
  return out;
}

bool sound(const ColumnProfile& column, const Schema& schema, std::size_t j) {
  const NumericProfile& numeric = column.numeric;
  if (schema.columns[j].kind == Kind::categorical)
    return column.category_shares.size() == schema.columns[j].categories.size();
  if (!numeric.quantiles.empty() && numeric.quantiles.size() != kLevels) return false;
  if (!std::is_sorted(numeric.quantiles.begin(), numeric.quantiles.end())) return false;
  if (!std::is_sorted(numeric.edges.begin(), numeric.edges.end())) return false;
  if (!numeric.quantiles.empty() && numeric.shares.size() != numeric.edges.size() + 1) return false;
  if (numeric.given == -1) return numeric.ranges.empty();
  if (numeric.given < 0 || std::size_t(numeric.given) >= schema.columns.size()) return false;
  const ColumnSchema& given = schema.columns[std::size_t(numeric.given)];
  return given.kind == Kind::categorical && numeric.ranges.size() == given.categories.size();
}

}  // namespace

std::size_t drift_bin(const NumericProfile& profile, double value) {
  return std::size_t(std::lower_bound(profile.edges.begin(), profile.edges.end(), value) -
                     profile.edges.begin());
}

Profile Profile::learn(const Schema& schema, const Table& normal) {
  Profile out;
  for (std::size_t j = 0; j < schema.columns.size(); ++j) {
    ColumnProfile column;
    const std::vector<double>& values = normal.columns[j];
    const auto missing = std::count_if(values.begin(), values.end(), [](double v) { return std::isnan(v); });
    column.missing = double(missing) / double(std::max<std::size_t>(1, normal.rows));
    if (schema.columns[j].kind == Kind::categorical)
      column.category_shares = learn_shares(values, schema.columns[j].categories.size());
    else
      column.numeric = learn_numeric(schema, normal, j);
    out.columns_.push_back(std::move(column));
  }
  return out;
}

void Profile::save(Archive& archive) const {
  Json out = Json::array();
  for (const ColumnProfile& column : columns_)
    out.push_back({{"missing", column.missing},
                   {"quantiles", column.numeric.quantiles},
                   {"edges", column.numeric.edges},
                   {"bins", column.numeric.shares},
                   {"given", column.numeric.given},
                   {"ranges", save_ranges(column.numeric.ranges)},
                   {"shares", column.category_shares}});
  archive.meta["profile"] = std::move(out);
}

Profile Profile::load(const Archive& archive, const Schema& schema) {
  const Json json = read_meta<Json>(archive.meta, "profile");
  if (!json.is_array() || json.size() != schema.columns.size())
    fail(Fault::model, "model file: a profile of {} columns, expected {}; train the model again", json.size(),
         schema.columns.size());
  Profile out;
  for (std::size_t j = 0; j < json.size(); ++j) {
    ColumnProfile column;
    column.missing = read_meta<double>(json[j], "missing");
    column.numeric.quantiles = read_meta<std::vector<double>>(json[j], "quantiles");
    column.numeric.edges = read_meta<std::vector<double>>(json[j], "edges");
    column.numeric.shares = read_meta<std::vector<double>>(json[j], "bins");
    column.numeric.given = read_meta<std::ptrdiff_t>(json[j], "given");
    column.numeric.ranges = load_ranges(read_meta<Json>(json[j], "ranges"));
    column.category_shares = read_meta<std::vector<double>>(json[j], "shares");
    if (!sound(column, schema, j))
      fail(Fault::model, "model file: the profile of \"{}\" is impossible; train the model again",
           schema.columns[j].name);
    out.columns_.push_back(std::move(column));
  }
  return out;
}

}  // namespace discern
