// Scoring a Source block by block on several threads, results in order.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "base/parallel.h"
#include "detector/explain.h"
#include "detector/scoring.h"

namespace discern {

// A scored block with what it was made from.
struct ScoredTable {
  Table table;
  PreparedTable prepared;
  ScoredBlock scores;
};

// Scores and explains one block; thread-safe. options.false_alarm_rate as score_stream resolves it.
ScoredTable score_block(const Detector::State& state, const TypedReader& reader, const Block& block,
                        const ScoreOptions& options);

// Options with the detector's rate where none was asked for; Error(usage) for a rate outside (0, 1).
ScoreOptions resolved(const Detector::State& state, ScoreOptions options);

// map(ScoredTable&&) runs on worker threads, sink(Result&&) on the calling one, in the order of the records.
template <class Result>
void score_stream(const Detector::State& state, Source& source, const ScoreOptions& asked,
                  std::function<Result(ScoredTable&&)> map, std::function<void(Result&&)> sink) {
  const ScoreOptions options = resolved(state, asked);
  const TypedReader reader(state.preparation.schema(), source.columns(), options.key, options.label,
                           source.name(), options.group);
  OrderedPipeline<Block, Result> pipeline(
      [&]() -> std::optional<Block> {
        Block block;
        if (!source.next(block)) return std::nullopt;
        return block;
      },
      [&](Block&& block) { return map(score_block(state, reader, block, options)); }, std::move(sink));
  pipeline.run(thread_count(options.threads));
}

}  // namespace discern
