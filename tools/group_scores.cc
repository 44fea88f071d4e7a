#include "tools/group_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace discern {

std::vector<GroupScores::Record> GroupScores::of(const ScoredBlock& block) {
  std::vector<Record> out;
  for (std::size_t i = 0; i < block.groups.size(); ++i)
    out.push_back({block.groups[i], block.record(i), block.score[i], block.alert[i] != 0});
  return out;
}

void GroupScores::add(const std::vector<Record>& records) {
  for (const Record& record : records) {
    const auto [found, fresh] = places_.emplace(record.group, groups_.size());
    if (fresh) groups_.push_back({record.group, {}, 0, 0, {}});
    Group& group = groups_[found->second];
    ++group.records;
    group.alerts += std::size_t(record.alert);
    if (group.top.empty() || record.score > group.top.front()) group.strangest = record.name;
    group.top.insert(std::upper_bound(group.top.begin(), group.top.end(), record.score, std::greater<>()),
                     record.score);
    if (group.top.size() > kTop) group.top.pop_back();
  }
}

std::string GroupScores::csv() const {
  std::string out = "group,records,alerts,max,top_mean,strangest\n";
  for (const Group& group : groups_) {
    append_csv_field(out, group.name, ',');
    out += fmt::format(",{},{},", group.records, group.alerts);
    append_number(out, group.top.front());
    out += ',';
    append_number(out, std::accumulate(group.top.begin(), group.top.end(), 0.0) / double(group.top.size()));
    out += ',';
    append_csv_field(out, group.strangest, ',');
    out += '\n';
  }
  return out;
}

}  // namespace discern
