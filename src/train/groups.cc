#include "train/groups.h"

#include <string_view>
#include <unordered_map>

namespace discern {

std::vector<std::uint32_t> together(const std::vector<std::string>& groups,
                                    std::vector<std::uint32_t> order) {
  if (groups.empty()) return order;
  std::unordered_map<std::string_view, std::size_t> places;
  std::vector<std::vector<std::uint32_t>> members;
  for (const std::uint32_t row : order) {
    const std::size_t place = places.emplace(groups[row], members.size()).first->second;
    if (place == members.size()) members.emplace_back();
    members[place].push_back(row);
  }
  std::vector<std::uint32_t> out;
  for (const auto& some : members) out.insert(out.end(), some.begin(), some.end());
  return out;
}

std::vector<std::size_t> group_starts(const std::vector<std::string>& groups,
                                      std::span<const std::uint32_t> order) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (i == 0 || groups.empty() || groups[order[i]] != groups[order[i - 1]]) out.push_back(i);
  out.push_back(order.size());
  return out;
}

}  // namespace discern
