// What a report is made from, gathered while records are scored.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detector/explain.h"
#include "detector/profile.h"
#include "detector/verdict.h"
#include "discern/report.h"
#include "methods/method.h"
#include "report/evaluation.h"
#include "report/gallery.h"
#include "report/record_facts.h"
#include "threshold/conformal.h"
#include "threshold/rule.h"
#include "transform/preparation.h"

namespace discern {

struct StrangeRecord {
  std::uint64_t position = 0;  // from 0, in the order of the records
  Score score;
};

// The strangest records so far; of equals the first come.
class Strangest {
 public:
  explicit Strangest(std::size_t most) : most_(most) {}
  void add(std::uint64_t position, const Score& score);
  std::vector<StrangeRecord> sorted() const;  // strangest first

 private:
  std::size_t most_;
  std::vector<StrangeRecord> heap_;  // its front is the least strange
};

// Records with one kind of surprise in one column.
struct SurpriseCount {
  std::string column;
  Surprise::Kind kind = Surprise::Kind::unknown_category;
  std::size_t records = 0;
  std::string example;
};

// What a report says of the model.
struct ModelFacts {
  std::string method, summary, source;
  std::vector<Component> components;
  std::vector<std::string> columns;
  Rule rule;
  Conformal conformal;
  Verdict verdict;
  Json training = Json::object();
};

struct Findings {
  ModelFacts model;
  ReportOptions options;
  std::vector<double> scores;
  std::vector<char> alerts;
  std::size_t reviews = 0;            // records for review
  Labels labels;                      // as many as scores if there are labels
  std::string keys;                   // Score::record of all, one after the other, if options.key is given
  std::vector<std::size_t> key_ends;  // [scores] or none
  Strangest strangest;
  std::map<std::uint64_t, Comparison> case_values;  // by position
  std::vector<DriftCounter::Drift> drift;           // empty without records
  std::vector<SurpriseCount> surprises;             // most records first
  RecordFacts record_facts;
  Gallery gallery;               // of pictures, for the view that shows it
  bool compared = false;         // whether the records themselves were seen
  std::size_t scored_again = 0;  // how many of them, to see that they are those of the scores

  Findings(ModelFacts facts, ReportOptions asked)
      : model(std::move(facts)), options(std::move(asked)), labels(label_place()), strangest(options.cases) {}
  // Throws as Report::add says.
  void add(std::span<const Score> more);
  // The rule the alerts were made by.
  Rule rule() const {
    return options.false_alarm_rate > 0 ? Rule::of_rate(options.false_alarm_rate) : model.rule;
  }
  // The least score that alerts, infinite where no record can; NaN where the batch, the group or luck
  // between equals decides.
  double cut() const;
  // record < key_ends.size()
  std::string_view key(std::size_t record) const {
    const std::size_t begin = record ? key_ends[record - 1] : 0;
    return std::string_view(keys).substr(begin, key_ends[record] - begin);
  }
  bool labelled() const { return labels.size() == scores.size() && labels.names().size() > 0 && !blank(); }

 private:
  void check(const Score& score) const;
  std::string label_place() const;
  bool blank() const { return labels.names().size() == 1 && labels.names()[0].empty(); }
};

}  // namespace discern
