#include "tools/rule_evidence.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "data/cells.h"
#include "data/column_names.h"
#include "detector/state.h"
#include "report/evaluation.h"
#include "report/scores_file.h"

namespace discern {
namespace {

std::string label_place(const EvidenceSources& from) {
  return fmt::format("{}, column {}", from.inputs.front(), shown(from.label));
}

void refuse_columns(const EvidenceSources& from, const std::vector<std::string>& columns) {
  const std::string& file = from.inputs.front();
  if (from.inputs.size() > 1)
    fail(Fault::usage, "threshold: {} is a score file, and only one is taken; join them, or give the records",
         file);
  for (const auto& [option, column] :
       {std::pair("by", from.by), std::pair("miss-cost-column", from.cost_column)})
    if (!column.empty())
      fail(Fault::usage, "--{} {}: the score file {} has no columns of the records; give the records instead",
           option, column, file);
  if (!from.label.empty() && from.label != label_column(columns))
    fail(Fault::usage, "--label {}: {}'s label column is {}; give --label to discern score", from.label, file,
         label_column(columns).empty() ? "not there" : shown(label_column(columns)));
}

void read_score_file(const Detector& detector, const EvidenceSources& from, Evidence& out, Labels& labels) {
  read_scores_of(detector, from.inputs.front(), [&](std::span<const Score> some) {
    for (const Score& score : some) {
      out.scores.push_back(score.score);
      out.records.push_back(score.record);
      labels.add(score.label);
    }
  });
}

void score_records(const Detector& detector, const EvidenceSources& from, Evidence& out, Labels& labels) {
  ScoreOptions options;
  options.explain = Explain::none;
  options.threads = from.threads;
  options.label = from.label;
  options.key = from.by;
  // Whatever the model's own rule is: it must not ask for a column or for the whole batch.
  options.false_alarm_rate = 0.5;
  detector.score(*open_source(from.inputs, from.reading), options, [&](std::span<const Score> some) {
    for (const Score& score : some) {
      out.scores.push_back(score.score);
      out.records.push_back(std::to_string(out.scores.size()));
      labels.add(score.label);
      if (!from.by.empty()) out.groups.push_back(score.record);
    }
  });
}

std::size_t place_of(const Source& source, const char* option, const std::string& column) {
  const std::vector<std::string> columns = source.columns();
  const auto found = std::ranges::find(columns, column);
  if (found == columns.end())
    fail(Fault::usage, "--{} {}: there is no such column in {}{}; its columns are {}", option, column,
         source.name(), did_you_mean(column, columns), some_of(columns));
  return std::size_t(found - columns.begin());
}

// How often each value of the groups' column comes now.
std::map<std::string, std::uint64_t> count_incoming(const EvidenceSources& from) {
  const auto source = open_source(from.incoming, from.reading);
  const std::size_t place = place_of(*source, "by", from.by);
  std::map<std::string, std::uint64_t> out;
  std::string buffer;
  for (Block block; source->next(block);)
    for (std::size_t row = 0; row < block.size; ++row)
      ++out[std::string(cell_text(block, place, row, buffer))];
  if (out.empty())
    fail(Fault::data, "{}: holds no records; expected at least one to count in", from.incoming);
  return out;
}

// Of the anomalies alone; 0 for the others. The records are read once more.
std::vector<double> read_costs(const EvidenceSources& from, const std::vector<char>& anomalous) {
  if (std::ranges::find(from.inputs, "-") != from.inputs.end())
    fail(Fault::usage, "--miss-cost-column: records from standard input are read once only; give a file");
  const auto source = open_source(from.inputs, from.reading);
  const std::size_t place = place_of(*source, "miss-cost-column", from.cost_column);
  std::vector<double> out;
  std::string buffer;
  for (Block block; source->next(block);)
    for (std::size_t row = 0; row < block.size; ++row) {
      const std::string_view text = cell_text(block, place, row, buffer);
      const double cost = parse_number(text, from.reading.decimal).value_or(NAN);
      const bool counts = out.size() < anomalous.size() && anomalous[out.size()];
      if (counts && !(cost >= 0 && std::isfinite(cost)))
        fail(Fault::data, "{}: column {}: \"{}\" is no cost of an anomaly; expected a number of 0 or more",
             block.place(row), shown(from.cost_column), shortened(text));
      out.push_back(counts ? cost : 0);
    }
  return out;
}

// Records without a label say nothing here.
void keep_labelled(const Labels& labels, Evidence& out) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels.at(i).empty()) continue;
    out.scores[kept] = out.scores[i];
    out.anomalous[kept] = out.anomalous[i];
    out.records[kept] = out.records[i];
    if (!out.groups.empty()) out.groups[kept] = out.groups[i];
    if (!out.own_costs.empty()) out.own_costs[kept] = out.own_costs[i];
    ++kept;
  }
  out.scores.resize(kept);
  out.anomalous.resize(kept);
  out.records.resize(kept);
  if (!out.groups.empty()) out.groups.resize(kept);
  if (!out.own_costs.empty()) out.own_costs.resize(kept);
  if (kept == 0)
    fail(Fault::data, "{}: no record has a label; give labelled records, or leave --label out",
         labels.place());
}

}  // namespace

void read_scores_of(const Detector& detector, const std::string& file,
                    const std::function<void(std::span<const Score>)>& sink) {
  constexpr double kTolerance = 1e-6;
  std::vector<std::string> columns;
  for (const ColumnSchema& column : detector.state().preparation.schema().columns)
    columns.push_back(column.name);
  read_scores(file, detector.components(), columns, [&](std::span<const Score> some) {
    for (const Score& score : some) {
      const Conformal& calibration = detector.state().conformal;
      const double expected = calibration.p_value(score.score),
                   by_rule = detector.state().rule.p_value(calibration, score.score, score.record);
      if (!(std::abs(score.p_value - expected) <= kTolerance * expected ||
            std::abs(score.p_value - by_rule) <= kTolerance * by_rule))
        fail(Fault::model,
             "{}: record {} has p-value {}, but this model gives its score {}: it was scored by another "
             "model; score "
             "the records again",
             file, shown(score.record), readable(score.p_value), readable(expected));
    }
    sink(some);
  });
}

Evidence read_evidence(const Detector& detector, const EvidenceSources& from) {
  Evidence out;
  out.calibration = detector.state().conformal;
  if (from.inputs.empty()) {
    for (const auto& [option, column] : {std::pair("label", from.label), std::pair("by", from.by),
                                         std::pair("miss-cost-column", from.cost_column)})
      if (!column.empty())
        fail(Fault::usage, "--{} {}: is a column of records; give records after the model", option, column);
    if (!from.incoming.empty())
      fail(Fault::usage, "--incoming: weighs normal records; give those after the model, and --by COL");
    return out;
  }
  if (!from.incoming.empty()) {
    if (from.by.empty())
      fail(Fault::usage, "--incoming: it is counted in it how often each kind comes; add --by COL");
    out.incoming = count_incoming(from);
  }
  Labels labels(from.label.empty() ? "" : label_place(from));
  const std::vector<std::string> columns = open_source(from.inputs, from.reading)->columns();
  const bool scored = is_score_file(columns);
  if (scored) {
    refuse_columns(from, columns);
    read_score_file(detector, from, out, labels);
  } else {
    score_records(detector, from, out, labels);
  }
  if (out.scores.empty())
    fail(Fault::data, "{}: holds no records; expected at least one", from.inputs.front());
  if (from.label.empty()) {
    if (!from.cost_column.empty())
      fail(Fault::usage, "--miss-cost-column: costs are those of labelled anomalies; add --label COL");
    return out;
  }
  out.anomalous = labels.anomalous(labels.normal(from.normal));
  if (!from.cost_column.empty()) out.own_costs = read_costs(from, out.anomalous);
  keep_labelled(labels, out);
  return out;
}

}  // namespace discern
