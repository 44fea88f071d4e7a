// One score for all the records of a group, as a patient's slices.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "detector/scored_block.h"

namespace discern {

class GroupScores {
 public:
  struct Record {
    std::string group, name;
    double score = 0;
    bool alert = false;
  };

  // The records of a block that has groups.
  static std::vector<Record> of(const ScoredBlock& block);
  void add(const std::vector<Record>& records);

  // group, records, alerts, max (the highest score), top_mean (mean of the three highest, or of all of
  // fewer), strangest (the record with the highest score), in the order the groups came in.
  std::string csv() const;

 private:
  static constexpr std::size_t kTop = 3;
  struct Group {
    std::string name, strangest;
    std::size_t records = 0, alerts = 0;
    std::vector<double> top;  // highest first
  };
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace discern
