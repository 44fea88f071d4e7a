// Champion against challenger: two models' scores of the same records.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "report/evaluation.h"

namespace discern {

struct ScoredBy {
  std::string model;  // as the user named it
  std::string method, rule;
  std::vector<double> scores, p_values;
  std::vector<char> alerts;
};
struct ComparedRecords {
  std::string input;
  std::vector<std::string> records;  // names
  Labels labels;                     // as many as records, or none
  std::string normal;                // ReportOptions::normal
};

// {"format": 1, "input", "records", "models": [champion, challenger: {"model", "method", "rule", "alerts",
// "share"}],
//  "headline", "overlap": {"both", "only_first", "only_second", "jaccard", "p_value": of as many alerts,
//  exact}, "rank_correlation": Spearman's, "quality": null or {"normal", "anomalous", "auroc": DeLong's test,
//  "recall" and "false_alarms": {"first", "second", "only_first", "only_second", "p_value"}}, "only_second",
//  "only_first": [the strangest alerts that one model alone makes]}
// Error(data) when the two have not scored the same number of records, at least one.
Json comparison_document(const ScoredBy& first, const ScoredBy& second, const ComparedRecords& records);
std::string comparison_markdown(const Json& comparison);
std::string comparison_page(const Json& comparison);

}  // namespace discern
