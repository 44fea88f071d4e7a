#include "detector/one_record.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "data/cells.h"
#include "data/missing_words.h"
#include "detector/explain.h"
#include "detector/picture_maps.h"
#include "detector/reason_text.h"
#include "detector/scoring.h"

namespace discern {
namespace {

std::size_t find_column(const Schema& schema, std::string_view name) {
  std::vector<std::string> names;
  for (std::size_t j = 0; j < schema.columns.size(); ++j) {
    if (schema.columns[j].name == name) return j;
    names.push_back(schema.columns[j].name);
  }
  fail(Fault::usage, "--set {}: the model has no such column{}; see discern inspect", name,
       did_you_mean(name, names));
}

double parse_value(const ColumnSchema& column, std::string_view text, char decimal) {
  const std::optional<double> number = parse_number(text, decimal);
  if (column.kind == Kind::boolean) {
    if (const auto truth = parse_truth(text)) return *truth;
    if (number == 0.0 || number == 1.0) return *number;
    fail(Fault::usage, "--set {}: \"{}\" is not true or false; give one of them", column.name, text);
  }
  if (number && std::isfinite(*number)) return *number;
  fail(Fault::usage, "--set {}: \"{}\" is not a finite number; give one, or nothing for a missing value",
       column.name, text);
}

std::vector<ComponentView> view_components(const Detector::State& state, const float* values) {
  const std::vector<Component>& own = state.method->components();
  std::vector<ComponentView> out;
  for (std::size_t c = 0; c <= own.size(); ++c)
    out.push_back({c < own.size() ? own[c].name : kSurprises, double(values[c]),
                   std::exp(-state.tails[c].surprise(values[c])), c == own.size() || own[c].fused});
  return out;
}

std::vector<ColumnView> view_columns(const Detector::State& state, const Table& record,
                                     const PreparedTable& prepared) {
  const Comparison comparison = compare_with_normal(state, record, prepared, 0);
  const std::vector<double> shares = column_shares(state, prepared.x.row(0), prepared.surprises);
  std::vector<float> reference(state.preparation.width());
  state.method->reference(prepared.x.row(0), 1, reference.data());
  std::vector<ColumnView> out;
  for (std::size_t j = 0; j < shares.size(); ++j)
    out.push_back({state.preparation.schema().columns[j].name, comparison.values[j], comparison.reference[j],
                   shares[j],
                   shares[j] > 0 ? reason_text(state, record, 0, j, reference.data(), prepared.surprises)
                                 : std::string()});
  std::stable_sort(out.begin(), out.end(),
                   [](const ColumnView& a, const ColumnView& b) { return a.share > b.share; });
  return out;
}

constexpr std::size_t kMostRegions = 20;

std::vector<Reason> view_regions(const Detector::State& state, const Table& record,
                                 const PreparedTable& prepared, double rate) {
  if (!state.map_scale || record.sizes.empty()) return {};
  return picture_reasons(state, prepared.x.row(0), record.sizes[0], rate, kMostRegions);
}

}  // namespace

Table one_row(const Table& table, std::size_t row) {
  Table out;
  out.rows = 1;
  out.first = table.first + row;
  for (const auto& column : table.columns) out.columns.push_back({column[row]});
  if (const std::size_t size = table.pixels.size() / table.rows)
    out.pixels.assign(table.pixels.begin() + std::ptrdiff_t(row * size),
                      table.pixels.begin() + std::ptrdiff_t((row + 1) * size));
  if (!table.sizes.empty()) out.sizes = {table.sizes[row]};
  for (const UnknownCategory& unknown : table.unknown)
    if (unknown.row == row) out.unknown.push_back({0, unknown.column, unknown.text});
  if (!table.keys.empty()) out.keys = {table.keys[row]};
  if (!table.labels.empty()) out.labels = {table.labels[row]};
  return out;
}

RecordView view_record(const Detector::State& state, const Table& record, const Rule& rule,
                       const std::string& group, double region_rate) {
  const PreparedTable prepared = prepare(state.preparation, record);
  const ScoredBlock scored = score_table(state, record, prepared, rule, std::span(&group, 1));
  return {scored.score[0],
          scored.p_value[0],
          scored.alert[0] != 0,
          scored.review[0] != 0,
          view_components(state, scored.components.row(0)),
          view_columns(state, record, prepared),
          view_regions(state, record, prepared, region_rate)};
}

void set_value(const Schema& schema, const ReadOptions& reading, std::string_view column,
               std::string_view text, Table& record) {
  const std::size_t j = find_column(schema, column);
  if (schema.columns[j].kind == Kind::picture)
    fail(Fault::usage, "--set {}: a picture cannot be set; change the picture's file", column);
  double& value = record.columns[j][0];
  std::erase_if(record.unknown, [&](const UnknownCategory& unknown) { return unknown.column == j; });
  if (text.empty() || MissingWords(reading.missing)(text)) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else if (schema.columns[j].kind != Kind::categorical) {
    value = parse_value(schema.columns[j], text, reading.decimal);
  } else {
    const auto found = CategoryIndex(schema.columns[j].categories).find(text);
    value = found ? double(*found) : kUnknownCategory;
    if (!found) record.unknown.push_back({0, j, std::string(text)});
  }
}

}  // namespace discern
