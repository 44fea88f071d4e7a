#include "detector/stream.h"

namespace discern {

ScoreOptions resolved(const Detector::State& state, ScoreOptions options) {
  if (options.false_alarm_rate == 0) options.false_alarm_rate = state.false_alarm_rate;
  if (!(options.false_alarm_rate > 0 && options.false_alarm_rate < 1))
    fail(Fault::usage, "--false-alarm-rate: {} is not between 0 and 1; give a share such as 0.01",
         options.false_alarm_rate);
  return options;
}

ScoredTable score_block(const Detector::State& state, const TypedReader& reader, const Block& block,
                        const ScoreOptions& options) {
  ScoredTable out;
  out.table = reader.read(block);
  out.prepared = prepare(state.preparation, out.table);
  out.scores = score_table(state, out.table, out.prepared, options.false_alarm_rate);
  if (options.explain == Explain::none) return out;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < out.table.rows; ++i)
    if (options.explain == Explain::all || out.scores.alert[i]) rows.push_back(i);
  explain_rows(state, out.table, out.prepared, rows, options.reasons, out.scores);
  return out;
}

}  // namespace discern
