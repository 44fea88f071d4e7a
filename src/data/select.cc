#include "data/select.h"

#include <cmath>
#include <string>
#include <unordered_map>
#include <vector>

namespace discern {
namespace {

constexpr double kDropped = -2;

std::vector<char> present(const std::vector<double>& values, std::span<const std::uint32_t> rows,
                          std::size_t categories) {
  std::vector<char> found(categories);
  for (const std::uint32_t row : rows)
    if (values[row] >= 0) found[std::size_t(values[row])] = 1;
  return found;
}

// Codes of `known` for the codes of `all`.
std::vector<double> translation(const ColumnSchema& known, const ColumnSchema& all) {
  std::unordered_map<std::string, double> codes;
  for (std::size_t c = 0; c < known.categories.size(); ++c) codes[known.categories[c]] = double(c);
  std::vector<double> out;
  for (const std::string& category : all.categories) {
    const auto found = codes.find(category);
    out.push_back(found == codes.end() ? kDropped : found->second);
  }
  return out;
}

}  // namespace

std::pair<Schema, Table> select_known(const Schema& schema, const Table& table,
                                      std::span<const std::uint32_t> rows) {
  Schema known;
  for (std::size_t j = 0; j < schema.columns.size(); ++j) {
    const ColumnSchema& column = schema.columns[j];
    known.columns.push_back(column);
    if (column.kind != Kind::categorical) continue;
    known.columns[j].categories.clear();
    const std::vector<char> found = present(table.columns[j], rows, column.categories.size());
    for (std::size_t c = 0; c < found.size(); ++c)
      if (found[c]) known.columns[j].categories.push_back(column.categories[c]);
  }
  return {known, select_by(known, schema, table, rows)};
}

Table select_by(const Schema& known, const Schema& schema, const Table& table,
                std::span<const std::uint32_t> rows) {
  Table out;
  out.rows = rows.size();
  const std::size_t size = schema.picture().size();
  out.pixels.reserve(rows.size() * size);
  for (const std::uint32_t row : rows) {
    const auto begin = table.pixels.begin() + std::ptrdiff_t(row * size);
    out.pixels.insert(out.pixels.end(), begin, begin + std::ptrdiff_t(size));
  }
  for (std::size_t j = 0; j < schema.columns.size(); ++j) {
    const bool categorical = schema.columns[j].kind == Kind::categorical;
    const std::vector<double> codes =
        categorical ? translation(known.columns[j], schema.columns[j]) : std::vector<double>{};
    std::vector<double> values;
    values.reserve(rows.size());
    for (const std::uint32_t row : rows) {
      double value = table.columns[j][row];
      if (categorical && value >= 0) {
        const std::string& text = schema.columns[j].categories[std::size_t(value)];
        value = codes[std::size_t(value)];
        if (value == kDropped) {
          value = kUnknownCategory;
          out.unknown.push_back({values.size(), j, text});
        }
      }
      values.push_back(value);
    }
    out.columns.push_back(std::move(values));
  }
  return out;
}

}  // namespace discern
