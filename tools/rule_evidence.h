// What the threshold command makes rules from: a model's calibration, and records or scores that are given.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "discern/detector.h"
#include "discern/records.h"
#include "threshold/candidate.h"

namespace discern {

struct EvidenceSources {
  std::vector<std::string> inputs;  // a score file, or records as open_source takes them; or none
  ReadOptions reading;
  std::string label, normal;  // labels are looked at only where label is given
  std::string by;             // column of the records' groups
  std::string incoming;       // records as they come now, to count their groups in; or none
  std::string cost_column;    // column of what missing an anomaly costs
  unsigned threads = 0;
};

// Scores as discern score wrote them, in order; Error(model) for those of another model, else as read_scores.
void read_scores_of(const Detector& detector, const std::string& file,
                    const std::function<void(std::span<const Score>)>& sink);

// Error(usage) for columns that a score file cannot have, Error(model) for scores of another model,
// Error(data) for values that do not fit.
Evidence read_evidence(const Detector& detector, const EvidenceSources& sources);

}  // namespace discern
