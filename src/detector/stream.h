// Scoring a Source block by block on several threads, results in order.
#pragma once

#include <algorithm>
#include <functional>
#include <span>
#include <string>
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
  PictureColumn pictures;          // as they came, if they were asked for
  std::vector<std::string> files;  // of those, as in the column `file`; none without it
};

// The rule that options ask for: their rate, else the detector's own. Error(usage) for a rate outside (0, 1).
Rule rule_for(const Detector::State& state, const ScoreOptions& options);

// Where the column of a rule's groups stands in one source.
class GroupColumn {
 public:
  // Error(data) if the rule has groups and there is no such column.
  GroupColumn(const Rule& rule, const std::vector<std::string>& columns, const std::string& input);
  std::vector<std::string> read(const Block& block) const;  // [block.size], or nothing without groups

 private:
  std::ptrdiff_t place_ = -1;
};

// The pictures of a block; none, if it has none.
PictureColumn take_pictures(Block&& block);

// The column `file` of a block; none, if it has none.
std::vector<std::string> file_names(const Block& block, const std::vector<std::string>& columns);

// Scores and explains one block; thread-safe.
ScoredTable score_block(const Detector::State& state, const TypedReader& reader, const Block& block,
                        const ScoreOptions& options, const Rule& rule, const GroupColumn& groups);

// The alerts of a rule that decides on a whole batch, all of it; drops the reasons of what does not alert
// after all.
void decide_together(const Rule& rule, Explain explain, std::span<ScoredTable> batch);

// key, or the column `file` of pictures where none was asked for.
std::string naming_column(const Schema& schema, const std::vector<std::string>& columns,
                          const std::string& key);

// map(ScoredTable&&) runs on worker threads, sink(Result&&) on the calling one, in the order of the records.
// A rule that decides on a whole batch holds it all in memory first. keep_pictures: fill in
// ScoredTable::pictures and files.
template <class Result>
void score_stream(const Detector::State& state, Source& source, const ScoreOptions& options,
                  std::function<Result(ScoredTable&&)> map, std::function<void(Result&&)> sink,
                  bool keep_pictures = false) {
  const Rule rule = rule_for(state, options);
  const Schema& schema = state.preparation.schema();
  const TypedReader reader(schema, source.columns(), naming_column(schema, source.columns(), options.key),
                           options.label, source.name(), options.group);
  const GroupColumn groups(rule, source.columns(), source.name());
  const auto next = [&]() -> std::optional<Block> {
    Block block;
    if (!source.next(block)) return std::nullopt;
    return block;
  };
  const auto score = [&](Block&& block) {
    ScoredTable scored = score_block(state, reader, block, options, rule, groups);
    if (keep_pictures) {
      scored.files = file_names(block, source.columns());
      scored.pictures = take_pictures(std::move(block));
    }
    return scored;
  };
  if (!rule.whole_batch()) {
    OrderedPipeline<Block, Result> pipeline(
        next, [&](Block&& block) { return map(score(std::move(block))); }, std::move(sink));
    return pipeline.run(thread_count(options.threads));
  }
  std::vector<ScoredTable> batch;
  OrderedPipeline<Block, ScoredTable> pipeline(
      next, score, [&](ScoredTable&& scored) { batch.push_back(std::move(scored)); });
  pipeline.run(thread_count(options.threads));
  decide_together(rule, options.explain, batch);
  for (ScoredTable& scored : batch) sink(map(std::move(scored)));
}

}  // namespace discern
