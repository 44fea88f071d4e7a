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

// One label a record, each name kept once.
class Labels {
 public:
  void add(const std::string& label);
  std::size_t size() const { return of_.size(); }
  const std::string& at(std::size_t record) const { return names_[of_[record]]; }
  const std::vector<std::string>& names() const { return names_; }  // in order of appearance
  std::uint32_t index(std::size_t record) const { return of_[record]; }

  // asked, or the usual name of normal records among the labels; Error(usage) that lists the labels.
  std::string normal(const std::string& asked) const;
  // 1 for the records whose label is not `normal`.
  std::vector<char> anomalous(std::string_view normal) const;

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t> known_;
  std::vector<std::uint32_t> of_;
};

struct Interval {
  double low = 0, high = 0;
};
// 95 % percentile intervals of the areas: normal and anomalous records are drawn anew with replacement, each
// kind as many as there are. 200 to 1,000 times, fewer the more records.
struct AreaIntervals {
  Interval auroc, auprc;
};
AreaIntervals bootstrap(const Ranking& ranking, Random& random);

// Counts at the alerts alone; works with one kind of record. Areas are left 0.
Evaluation count_alerts(std::span<const char> alerts, const Labels& labels, const std::string& normal);
Evaluation evaluate(std::span<const double> scores, std::span<const char> alerts, const Labels& labels,
                    const std::string& normal);

}  // namespace discern
