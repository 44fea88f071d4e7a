#include "detector/stream.h"

#include "base/text.h"
#include "data/cells.h"
#include "data/column_names.h"
#include "threshold/discovery.h"

namespace discern {

Rule rule_for(const Detector::State& state, const ScoreOptions& options) {
  if (options.false_alarm_rate == 0) return state.rule;
  if (!(options.false_alarm_rate > 0 && options.false_alarm_rate < 1))
    fail(Fault::usage, "--false-alarm-rate: {} is not between 0 and 1; give a share such as 0.01",
         options.false_alarm_rate);
  return Rule::of_rate(options.false_alarm_rate);
}

GroupColumn::GroupColumn(const Rule& rule, const std::vector<std::string>& columns,
                         const std::string& input) {
  if (rule.column.empty()) return;
  const auto found = std::find(columns.begin(), columns.end(), rule.column);
  if (found == columns.end())
    fail(Fault::data,
         "{}: lacks the column {}{}, by which the alert rule has its cuts; add it, or give another rule",
         input, shown(rule.column), did_you_mean(rule.column, columns));
  place_ = found - columns.begin();
}

std::vector<std::string> GroupColumn::read(const Block& block) const {
  std::vector<std::string> out;
  std::string buffer;
  for (std::size_t row = 0; place_ >= 0 && row < block.size; ++row)
    out.emplace_back(cell_text(block, std::size_t(place_), row, buffer));
  return out;
}

void decide_together(const Rule& rule, Explain explain, std::span<ScoredTable> batch) {
  std::vector<double> p_values;
  for (const ScoredTable& block : batch)
    p_values.insert(p_values.end(), block.scores.p_value.begin(), block.scores.p_value.end());
  const double cut = benjamini_hochberg_cut(p_values, rule.rate);
  for (ScoredTable& block : batch)
    for (std::size_t i = 0; i < block.scores.rows; ++i) {
      block.scores.alert[i] = block.scores.p_value[i] <= cut;
      if (explain == Explain::alerts && !block.scores.alert[i]) block.scores.reasons.erase(i);
    }
}

std::string naming_column(const Schema& schema, const std::vector<std::string>& columns,
                          const std::string& key) {
  const bool named = std::find(columns.begin(), columns.end(), kFileColumn) != columns.end();
  return key.empty() && schema.picture() && named ? kFileColumn : key;
}

std::vector<std::string> file_names(const Block& block, const std::vector<std::string>& columns) {
  std::vector<std::string> out;
  const auto found = std::find(columns.begin(), columns.end(), kFileColumn);
  std::string buffer;
  for (std::size_t row = 0; found != columns.end() && row < block.size; ++row)
    out.emplace_back(cell_text(block, std::size_t(found - columns.begin()), row, buffer));
  return out;
}

PictureColumn take_pictures(Block&& block) {
  for (auto& column : block.columns)
    if (auto* const pictures = std::get_if<PictureColumn>(&column)) return std::move(*pictures);
  return {};
}

ScoredTable score_block(const Detector::State& state, const TypedReader& reader, const Block& block,
                        const ScoreOptions& options, const Rule& rule, const GroupColumn& groups) {
  ScoredTable out;
  out.table = reader.read(block);
  out.prepared = prepare(state.preparation, out.table);
  out.scores = score_table(state, out.table, out.prepared, rule, groups.read(block));
  if (options.explain == Explain::none) return out;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < out.table.rows; ++i)
    if (options.explain == Explain::all || out.scores.alert[i] || out.scores.review[i]) rows.push_back(i);
  explain_rows(state, out.table, out.prepared, rows, options.reasons, out.scores, options.region_rate);
  return out;
}

}  // namespace discern
