// `discern report --compare`: two models on the same records.
#pragma once

#include <string>
#include <vector>

#include "discern/records.h"
#include "tools/scoring_options.h"

namespace discern {

struct CompareRequest {
  std::string champion, challenger;  // model files
  std::vector<std::string> inputs;   // records
  std::string output, normal;
};
// Scores the records with both and writes what differs: .html, .json or .md.
void compare_models(const CompareRequest& request, const ScoringOptions& options);

}  // namespace discern
