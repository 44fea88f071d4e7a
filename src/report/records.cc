#include "report/records.h"

#include <algorithm>

#include "base/fail.h"
#include "detector/scoring.h"

namespace discern {
namespace {

void keep_cases(const Detector::State& state, const Table& table, const PreparedTable& prepared,
                std::uint64_t first, const std::vector<StrangeRecord>& strangest, Findings& findings) {
  for (const StrangeRecord& r : strangest)
    if (r.position >= first && r.position < first + table.rows)
      findings.case_values[r.position] =
          compare_with_normal(state, table, prepared, std::size_t(r.position - first));
}

[[noreturn]] void refuse_count(const std::string& file, std::uint64_t found, bool more, std::size_t scores) {
  fail(Fault::data,
       "{}: has {} {} records for {} scores; give the records that were scored, all of them and in order",
       file, more ? "at least" : "only", found, scores);
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
  const TypedReader reader(schema, records.columns(), "", "");
  DriftCounter drift(schema, state.profile);
  SurpriseCounter surprises(schema);
  const std::vector<StrangeRecord> strangest = findings.strangest.sorted();
  std::uint64_t seen = 0;
  std::string file = "records";
  for (Block block; records.next(block);) {
    file = block.file;
    const Table table = reader.read(block);
    const PreparedTable prepared = prepare(state.preparation, table);
    drift.add(table);
    surprises.add(prepared.surprises);
    keep_cases(state, table, prepared, seen, strangest, findings);
    seen += table.rows;
    if (seen > findings.scores.size()) refuse_count(file, seen, true, findings.scores.size());
  }
  if (seen < findings.scores.size()) refuse_count(file, seen, false, findings.scores.size());
  findings.drift = drift.result();
  findings.surprises = surprises.result();
  findings.compared = true;
}

}  // namespace discern
