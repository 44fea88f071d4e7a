#include "report/records.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/fail.h"
#include "base/parallel.h"
#include "base/random.h"
#include "data/column_names.h"
#include "detector/scoring.h"
#include "report/document_parts.h"

namespace discern {
namespace {

void keep_cases(const Detector::State& state, const Table& table, const PreparedTable& prepared,
                std::uint64_t first, const std::vector<StrangeRecord>& strangest, Findings& findings) {
  for (const StrangeRecord& r : strangest)
    if (r.position >= first && r.position < first + table.rows)
      findings.case_values[r.position] =
          compare_with_normal(state, table, prepared, std::size_t(r.position - first));
}

// Of the cases that a report lists, ascending.
std::vector<std::uint64_t> shown_positions(const std::vector<StrangeRecord>& strangest) {
  std::vector<std::uint64_t> out;
  std::size_t below = 0;
  for (const StrangeRecord& r : strangest)
    if (r.score.alert || below++ < kBelow) out.push_back(r.position);
  std::sort(out.begin(), out.end());
  return out;
}

[[noreturn]] void refuse_count(const std::string& file, std::uint64_t found, bool more, std::size_t scores) {
  fail(Fault::data,
       "{}: has {} {} records for {} scores; give the records that were scored, all of them and in order",
       file, more ? "at least" : "only", found, scores);
}

// Which records are scored again, ascending: all of a few, else every case and as many drawn at random.
std::vector<std::uint64_t> scored_again(std::size_t records, const std::vector<StrangeRecord>& cases) {
  constexpr std::size_t kAllOf = 4000, kDrawn = 1000;
  std::vector<std::uint64_t> out;
  if (records <= kAllOf) {
    out.resize(records);
    std::iota(out.begin(), out.end(), std::uint64_t(0));
    return out;
  }
  for (const StrangeRecord& r : cases) out.push_back(r.position);
  Random random(0, "records scored again");
  for (std::size_t i = 0; i < kDrawn; ++i) out.push_back(random.below(records));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

PreparedTable rows_of(const PreparedTable& all, const std::vector<std::size_t>& rows) {
  PreparedTable out{Matrix(rows.size(), all.x.cols), {}};
  for (std::size_t i = 0; i < rows.size(); ++i) std::copy_n(all.x.row(rows[i]), all.x.cols, out.x.row(i));
  for (Surprise surprise : all.surprises) {
    const auto found = std::lower_bound(rows.begin(), rows.end(), surprise.row);
    if (found == rows.end() || *found != surprise.row) continue;
    surprise.row = std::size_t(found - rows.begin());
    out.surprises.push_back(std::move(surprise));
  }
  return out;
}

// A block with what the model says of some of its records.
struct Scored {
  Block block;
  Table table;
  PreparedTable prepared;
  std::vector<std::size_t> rows;  // ascending: those that were scored
  std::vector<double> scores;     // [rows]
};

// again: positions of the records to score, ascending.
Scored score(const Detector::State& state, const TypedReader& reader, const std::vector<std::uint64_t>& again,
             Block&& block) {
  Scored out;
  out.block = std::move(block);
  out.table = reader.read(out.block);
  out.prepared = prepare(state.preparation, out.table);
  const std::uint64_t first = out.table.first - 1;
  for (auto at = std::lower_bound(again.begin(), again.end(), first);
       at != again.end() && *at < first + out.table.rows; ++at)
    out.rows.push_back(std::size_t(*at - first));
  if (out.rows.empty()) return out;
  const Matrix components = components_of(*state.method, rows_of(out.prepared, out.rows));
  for (std::size_t i = 0; i < components.rows; ++i)
    out.scores.push_back(fuse(*state.method, state.tails, components.row(i)));
  return out;
}

// first: position of the block's first record among the findings.
void check_keys(const Scored& scored, std::uint64_t first, const Findings& findings) {
  for (std::size_t row = 0; row < scored.table.keys.size(); ++row) {
    const std::size_t record = std::size_t(first) + row;
    if (scored.table.keys[row] != findings.key(record))
      fail(
          Fault::data,
          "{}: {} is {}, but record {} of the scores is {}; give the records that were scored, in order, and "
          "the --key they were scored with",
          scored.block.place(row), findings.options.key, shown(scored.table.keys[row]), record + 1,
          shown(findings.key(record)));
  }
}

void check_scores(const Scored& scored, std::uint64_t first, const Findings& findings) {
  // On another machine products may end in other bits.
  constexpr double kTolerance = 1e-3;
  for (std::size_t i = 0; i < scored.rows.size(); ++i) {
    const std::size_t row = scored.rows[i], record = std::size_t(first) + row;
    const double found = scored.scores[i], expected = findings.scores[record];
    if (!(std::abs(found - expected) <= kTolerance * std::max(1.0, std::abs(expected))))
      fail(Fault::data,
           "{}: the model gives this record a score of {:.6g}, but record {} of the scores has {:.6g}; give "
           "the "
           "records that were scored, all of them and in order",
           scored.block.place(row), found, record + 1, expected);
  }
}

}  // namespace

void SurpriseCounter::add(std::span<const Surprise> surprises) {
  for (const Surprise& s : surprises) {
    const auto [found, fresh] = counts_.try_emplace({s.column, int(s.kind)});
    if (fresh) found->second = {schema_->columns[s.column].name, s.kind, 0, s.text};
    ++found->second.records;
  }
}

std::vector<SurpriseCount> SurpriseCounter::result() const {
  std::vector<SurpriseCount> out;
  for (const auto& [key, count] : counts_) out.push_back(count);
  std::stable_sort(out.begin(), out.end(),
                   [](const SurpriseCount& a, const SurpriseCount& b) { return a.records > b.records; });
  return out;
}

void compare_records(const Detector::State& state, Source& records, Findings& findings) {
  const Schema& schema = state.preparation.schema();
  const TypedReader reader(schema, records.columns(), findings.options.key, "", records.name());
  DriftCounter drift(schema, state.profile);
  SurpriseCounter surprises(schema);
  FactReader facts(findings.options, records.columns(), records.name());
  const std::vector<StrangeRecord> strangest = findings.strangest.sorted();
  const std::vector<std::uint64_t> again = scored_again(findings.scores.size(), strangest);
  std::optional<GalleryReader> gallery;
  if (findings.options.view == kScanView && schema.picture())
    gallery.emplace(state, shown_positions(strangest), records.columns());
  std::uint64_t seen = 0;
  OrderedPipeline<Block, Scored> pipeline(
      [&]() -> std::optional<Block> {
        Block block;
        if (!records.next(block)) return std::nullopt;
        return block;
      },
      [&](Block&& block) { return score(state, reader, again, std::move(block)); },
      [&](Scored&& scored) {
        const std::size_t rows = scored.table.rows;
        if (seen + rows > findings.scores.size())
          refuse_count(scored.block.file, seen + rows, true, findings.scores.size());
        check_keys(scored, seen, findings);
        check_scores(scored, seen, findings);
        facts.add(scored.block);
        drift.add(scored.table);
        surprises.add(scored.prepared.surprises);
        keep_cases(state, scored.table, scored.prepared, seen, strangest, findings);
        if (gallery)
          gallery->add(scored.block, scored.prepared.x, seen,
                       std::span<const double>(findings.scores).subspan(std::size_t(seen), rows),
                       std::span<const char>(findings.alerts).subspan(std::size_t(seen), rows));
        seen += rows;
      });
  pipeline.run(thread_count(findings.options.threads));
  if (seen < findings.scores.size()) refuse_count(records.name(), seen, false, findings.scores.size());
  findings.drift = drift.result();
  findings.surprises = surprises.result();
  findings.record_facts = facts.take();
  if (gallery) findings.gallery = gallery->take();
  findings.compared = true;
  findings.scored_again = again.size();
}

}  // namespace discern
