// Alert rules side by side, for people and as JSON.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "threshold/candidate.h"

namespace discern {

struct RuleComparison {
  std::string model;  // path
  Rule current;       // what the model has
  Evidence evidence;
  std::vector<Candidate> candidates;
  double volume = 0;  // records that expected alerts are of
};
std::string as_text(const RuleComparison& comparison);
Json as_json(const RuleComparison& comparison);

}  // namespace discern
