// Labels and what they say about scores and alerts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "discern/report.h"
#include "threshold/curves.h"

namespace discern {

// One label a record, each name kept once. An empty label says nothing of its record.
class Labels {
 public:
  // place: where they stand, for messages: "incoming.csv, column \"fraud\"".
  explicit Labels(std::string place = "") : place_(std::move(place)) {}
  const std::string& place() const { return place_; }
  void add(const std::string& label);
  std::size_t size() const { return of_.size(); }
  const std::string& at(std::size_t record) const { return names_[of_[record]]; }
  const std::vector<std::string>& names() const { return names_; }  // in order of appearance
  std::uint32_t index(std::size_t record) const { return of_[record]; }

  // asked, or the usual name of normal records among the labels; Error(usage) that lists the labels.
  std::string normal(const std::string& asked) const;
  // 1 for the records that have a label, and one that is not `normal`.
  std::vector<char> anomalous(std::string_view normal) const;

 private:
  std::string place_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t> known_;
  std::vector<std::uint32_t> of_;
};

// The records that have a label.
struct Labelled {
  std::vector<double> scores;
  std::vector<char> alerts;
  Labels labels;
  std::size_t left_out = 0;  // records without one
};
// One score, alert and label a record.
Labelled labelled_only(std::span<const double> scores, std::span<const char> alerts, const Labels& labels);

struct Interval {
  double low = 0, high = 0;
};
// 95 % percentile intervals of the areas: normal and anomalous records are drawn anew with replacement, each
// kind as many as there are. 200 to 1,000 times, fewer the more records.
struct AreaIntervals {
  Interval auroc, auprc;
};
AreaIntervals bootstrap(const Ranking& ranking, Random& random);

// Counts at the alerts alone; works with one kind of record, all of them labelled. Areas are left 0.
Evaluation count_alerts(std::span<const char> alerts, const Labels& labels, const std::string& normal);
Evaluation evaluate(std::span<const double> scores, std::span<const char> alerts, const Labels& labels,
                    const std::string& normal);

}  // namespace discern
