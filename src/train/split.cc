#include "train/split.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "base/random.h"

namespace discern {

std::vector<std::uint32_t> split_order(std::size_t n, const std::vector<std::string>& groups,
                                       std::uint64_t seed) {
  const std::vector<std::uint32_t> order = Random(seed, "split").permutation(std::uint32_t(n));
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

std::vector<std::size_t> group_starts(const std::vector<std::uint32_t>& order,
                                      const std::vector<std::string>& groups) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (i == 0 || groups.empty() || groups[order[i]] != groups[order[i - 1]]) out.push_back(i);
  out.push_back(order.size());
  return out;
}

std::size_t learned_from(const std::vector<std::size_t>& starts, std::size_t held_out) {
  const std::size_t most = starts.back() - held_out;
  return *(std::upper_bound(starts.begin() + 2, starts.end() - 1, most) - 1);
}

}  // namespace discern
