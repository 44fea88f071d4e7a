// What was found, for people: one self-contained HTML page and a JSON twin with the same numbers.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "discern/detector.h"

namespace discern {

struct ReportOptions {
  std::string title;             // empty: made from the input's name
  std::string input;             // what was scored, as the user named it
  std::string normal;            // with labels: the label of normal records; empty: "0", "false" or "normal" if there
  std::size_t cases = 200;       // how many of the strangest records are listed in full
};

// A record's values and the normal record it is held against, for its case in the report.
struct Case {
  std::vector<std::string> values;     // [columns], as people read them
  std::vector<std::string> reference;  // [columns]
};

// Quality on labelled records.
struct Evaluation {
  std::size_t normal = 0, anomalous = 0;
  double auroc = 0, auroc_low = 0, auroc_high = 0;  // 95 % interval, stratified bootstrap, seeded
  double auprc = 0, auprc_low = 0, auprc_high = 0;
  double f1_at_count = 0;              // precision among as many strangest records as there are anomalies
  std::size_t true_alerts = 0, false_alerts = 0, missed = 0, true_normals = 0;
  std::map<std::string, std::pair<std::size_t, std::size_t>> by_label;  // label -> {alerts, records}
};
// Error(data) if only one kind of record is there; Error(usage) if `normal` is no label among them.
Evaluation evaluate(std::span<const double> scores, std::span<const char> alerts,
                    std::span<const std::string> labels, const std::string& normal = "");

class Report {
 public:
  Report(Detector detector, ReportOptions options);
  ~Report();
  Report(Report&&) noexcept;

  // Consecutive records, in order. Keeps their scores, and whole only the strangest so far.
  void add(std::span<const Score> scores);

  // Both throw Error(io) when the file cannot be written, Error(data) when nothing was added.
  void write_html(const std::string& path) const;
  void write_json(const std::string& path) const;

  struct State;  // internal
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace discern
