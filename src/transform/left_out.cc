#include "transform/left_out.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "transform/transform.h"

namespace discern {
namespace {

// Only the outermost values and a lone missing one can surprise the others: each is asked of a transform
// that was learned without it.
std::vector<std::size_t> candidates(const std::vector<double>& values) {
  std::vector<std::size_t> missing;
  std::size_t least = values.size(), most = values.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) {
      missing.push_back(i);
      continue;
    }
    if (least == values.size() || values[i] < values[least]) least = i;
    if (most == values.size() || values[i] > values[most]) most = i;
  }
  std::set<std::size_t> rows;
  if (missing.size() == 1) rows.insert(missing.front());
  for (const std::size_t row : {least, most})
    if (row < values.size()) rows.insert(row);
  return {rows.begin(), rows.end()};
}

void add_numbers(Kind kind, const std::vector<double>& values, std::vector<double>& sums) {
  if (values.size() < 2) return;
  for (const std::size_t row : candidates(values)) {
    std::vector<double> others = values;
    others.erase(others.begin() + std::ptrdiff_t(row));
    if (const auto found = learn_standardize(kind, others)->surprise(values[row], ""))
      sums[row] += found->weight;
  }
}

// A category that one record alone has is unknown to all the others, and so is a lone missing value.
void add_categories(std::size_t categories, const std::vector<double>& values, std::vector<double>& sums) {
  std::vector<std::size_t> counts(categories + 1);
  const auto slot = [&](double value) { return std::isnan(value) ? categories : std::size_t(value); };
  for (const double value : values) ++counts[slot(value)];
  for (std::size_t i = 0; i < values.size(); ++i)
    if (counts[slot(values[i])] == 1) sums[i] += 1;
}

}  // namespace

std::vector<double> surprises_left_out(const Schema& schema, const Table& normal) {
  std::vector<double> sums(normal.rows);
  for (std::size_t j = 0; j < schema.columns.size(); ++j) {
    const ColumnSchema& column = schema.columns[j];
    if (column.kind == Kind::picture) continue;
    if (column.kind == Kind::categorical)
      add_categories(column.categories.size(), normal.columns[j], sums);
    else
      add_numbers(column.kind, normal.columns[j], sums);
  }
  return sums;
}

}  // namespace discern
