// The scored records themselves, for what scores alone do not tell.
#pragma once

#include "detector/state.h"
#include "report/findings.h"

namespace discern {

// Reads all of records, which are those findings' scores are of, in order, and fills case_values, drift and
// surprises. Throws as Report::add_records says.
void compare_records(const Detector::State& state, Source& records, Findings& findings);

// Counts surprises by column and kind, one a record; result: most records first.
class SurpriseCounter {
 public:
  explicit SurpriseCounter(const Schema& schema) : schema_(&schema) {}
  void add(std::span<const Surprise> surprises);
  std::vector<SurpriseCount> result() const;

 private:
  const Schema* schema_;
  std::map<std::pair<std::size_t, int>, SurpriseCount> counts_;  // by column and kind
};

}  // namespace discern
