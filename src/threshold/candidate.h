// Every alert rule, made from the same calibration scores, with what it promises and what it takes for
// granted.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "discern/error.h"
#include "threshold/binomial.h"
#include "threshold/conditional.h"
#include "threshold/conformal.h"
#include "threshold/cost.h"
#include "threshold/goal.h"
#include "threshold/rule.h"

namespace discern {

// What rules are made from.
struct Evidence {
  Conformal calibration;
  // Further records, or none; as many of each of the others as there are scores, or none of it.
  std::vector<double> scores;
  std::vector<char> anomalous;    // from labels
  std::vector<double> own_costs;  // of missing it; of anomalies alone
  std::vector<std::string>
      groups;  // of normal records that training never saw; those of anomalies are not looked at
  std::vector<std::string> records;  // their names, as score files have them; none: their numbers
  std::map<std::string, std::uint64_t> incoming;  // records as they come now, by group; or none
};

// What is asked for. 0 and empty: not said.
struct Wanted {
  double rate = 0.01;       // of normal records that alert
  double confidence = 0.9;  // of the conditional rule
  Bound bound = Bound::beta;
  double discovery = 0.1;
  double alerts = 0;  // a day, false ones
  double volume = 0;  // records a day; else as many as the scores
  Costs costs{0, 0, 0};
  Goal goal;
  double review = 0.05;  // share of normal records that reach review or alarm
  std::string column;    // what Evidence::groups are values of
  std::uint64_t seed = 0;
};

struct Candidate {
  Rule rule;
  bool usable = true;
  Fault fault = Fault::usage;  // whose it is that it is not usable
  RateInterval false_alarms;   // 95 %: share of normal records that alert; NaN where nothing is promised
  std::string assumption;      // one line
  std::vector<std::string>
      warnings;  // where calibration does not support it, what it does support; or what is lacking
  Json details = Json::object();  // of the rule: tail, costs, intervals, groups
};

// One of each kind, in their order. Error(model) without calibration scores or when all are equal,
// Error(data) when further scores are all equal, not finite, or their counts differ; Error(usage) for options
// out of their range.
std::vector<Candidate> candidates(const Evidence& evidence, const Wanted& wanted);

// What the rule of this batch alerts among the scores: of discovery by all of them together, of groups by
// their own.
std::vector<char> alerts_of(const Rule& rule, const Evidence& evidence);

// The parts of it.
Candidate tail_candidate(const Evidence& evidence, const Wanted& wanted);
Candidate budget_candidate(const Evidence& evidence, const Wanted& wanted);
Candidate cost_candidate(const Evidence& evidence, const Wanted& wanted);
Candidate labels_candidate(const Evidence& evidence, const Wanted& wanted);
Candidate groups_candidate(const Evidence& evidence, const Wanted& wanted);
Candidate weighted_candidate(const Evidence& evidence, const Wanted& wanted);

// Says that a cut for this rate needs more calibration scores, and what there are enough for.
std::string too_few_text(const Conformal& calibration, double rate);

// Names a set of scores, in any order, so that a rule that was chosen with it can be told from later ones.
std::string digest_of_scores(std::vector<double> scores);

}  // namespace discern
