// What was found, for people: one self-contained HTML page and a JSON twin with the same numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "discern/detector.h"

namespace discern {

struct ReportOptions {
  std::string view = "generic";  // what the page shows, and in which order
  std::string title;             // empty: made from the input's name
  std::string input;             // what was scored, as the user named it
  std::string normal;  // with labels: the label of normal records; empty: "0", "false" or "normal" if there
  double false_alarm_rate = 0;  // the rate the alerts were made at, ScoreOptions' own; 0: the detector's
  std::size_t cases = 200;      // how many of the strangest records are listed in full
  std::string key;              // the records' column that became Score::record; empty: they were numbered
  std::string label;            // what messages call the column of Score::label
  // Columns of the records given to add_records, beside those of the model; empty: none, but a column of
  // dates is found without being named.
  std::string time, segment, amount, entity;
  double miss_cost = 0,
         false_alarm_cost = 0;  // both > 0: what decisions cost; else the rule's costs, if it has any
  unsigned threads = 0;         // of add_records; 0: one per core
};

// Quality on labelled records. Rates are in [0, 1]; an interval is 95 %, from a stratified bootstrap with a
// fixed seed, and NaN where all resamples agree, as after a ranking without fault: that is no certainty.
struct Evaluation {
  std::string normal_label;
  std::size_t normal = 0, anomalous = 0, unlabelled = 0;  // the last are left out of everything else
  double auroc = 0, auroc_low = 0, auroc_high = 0;
  double auprc = 0, auprc_low = 0, auprc_high = 0;
  double f1_at_count = 0;  // precision among as many strangest records as there are anomalies
  std::size_t true_alerts = 0, false_alerts = 0, missed = 0, true_normals = 0;
  std::map<std::string, std::pair<std::size_t, std::size_t>> by_label;  // label -> {alerts, records}

  double precision() const;  // 0 without alerts
  double recall() const;
};
// scores, alerts and labels: one a record; a record whose label is empty is left out. normal: the label of
// normal records; empty: "0", "false" or "normal" in any case, if there. Error(data) if only one kind of
// record is there or sizes differ; Error(usage) if `normal` is no label among them.
Evaluation evaluate(std::span<const double> scores, std::span<const char> alerts,
                    std::span<const std::string> labels, const std::string& normal = "");

// Collects what was scored, then writes it down. Not thread-safe.
class Report {
 public:
  Report(Detector detector, ReportOptions options);
  ~Report();
  Report(Report&&) noexcept;
  Report& operator=(Report&&) noexcept;

  // Consecutive records, in order. Keeps 13 bytes a record (and its key, with ReportOptions::key), and whole
  // only the strangest so far. Error(model) for a p-value that the detector does not give to the score,
  // Error(usage) for an alert that is not p_value <= ReportOptions::false_alarm_rate.
  void add(std::span<const Score> scores);

  // After all scores: the records they are of, from their start. Adds each case's values beside the normal
  // record it is held against, the drift of the columns and the surprises. Each record's key is
  // held against its score's, and the cases and 1,000 other records drawn at random are scored again (all, if
  // there are 4,000 or fewer): Error(data) with the place of the first that differs, when there are more or
  // fewer records than scores, or when a column is missing or mistyped; Error(usage) without the key column.
  void add_records(Source& records);

  // Throw Error(io) when the file cannot be written, Error(data) when nothing was added, Error(usage) when
  // ReportOptions::normal is not among the labels.
  // By the name's ending: .html, .json, .csv (the cases), .md (a summary for a ticket), .pdf (through
  // Chromium, Error(io) where it is not installed); Error(usage) for another.
  void write(const std::string& path) const;
  void write_html(const std::string& path) const;
  void write_json(const std::string& path) const;

  struct State;  // internal
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace discern
