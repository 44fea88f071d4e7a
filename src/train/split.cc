#include "train/split.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/fail.h"
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

std::vector<std::uint32_t> group_numbers(std::span<const std::uint32_t> rows,
                                         const std::vector<std::string>& groups) {
  std::vector<std::uint32_t> out;
  if (groups.empty()) return out;
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (const std::uint32_t row : rows)
    out.push_back(numbers.emplace(groups[row], std::uint32_t(numbers.size())).first->second);
  return out;
}

std::vector<std::uint32_t> folds_of_groups(std::size_t n, const std::vector<std::uint32_t>& groups,
                                           std::size_t folds) {
  std::vector<std::uint32_t> out(n);
  if (groups.empty()) {
    for (std::size_t i = 0; i < n; ++i) out[i] = std::uint32_t(i % folds);
    return out;
  }
  std::unordered_map<std::uint32_t, std::size_t> places;
  std::vector<std::vector<std::uint32_t>> members;
  for (std::uint32_t row = 0; row < n; ++row) {
    const std::size_t place = places.emplace(groups[row], members.size()).first->second;
    if (place == members.size()) members.emplace_back();
    members[place].push_back(row);
  }
  std::stable_sort(members.begin(), members.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::vector<std::size_t> sizes(folds);
  for (const auto& some : members) {
    const auto least = std::min_element(sizes.begin(), sizes.end());
    *least += some.size();
    for (const std::uint32_t row : some) out[row] = std::uint32_t(least - sizes.begin());
  }
  return out;
}

std::vector<std::uint32_t> in_turn(const std::vector<std::uint32_t>& folds) {
  std::vector<std::pair<std::size_t, std::uint32_t>> order;  // round, row
  std::unordered_map<std::uint32_t, std::size_t> rounds;
  for (std::uint32_t row = 0; row < folds.size(); ++row) order.emplace_back(rounds[folds[row]]++, row);
  std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    return std::pair(a.first, folds[a.second]) < std::pair(b.first, folds[b.second]);
  });
  std::vector<std::uint32_t> out;
  for (const auto& [round, row] : order) out.push_back(row);
  return out;
}

std::size_t bring_forward(std::vector<std::uint32_t>& order, const std::vector<std::uint32_t>& groups,
                          std::size_t held) {
  if (groups.empty()) return held;
  std::unordered_map<std::uint32_t, std::size_t> sizes;
  std::vector<std::uint32_t> drawn;  // groups in the order of their first rows
  for (const std::uint32_t row : order)
    if (sizes[groups[row]]++ == 0) drawn.push_back(groups[row]);
  if (drawn.size() < 2) return 0;
  std::unordered_set<std::uint32_t> chosen;
  std::size_t count = 0;
  for (const std::uint32_t group : drawn) {
    if (count >= held || chosen.size() + 1 == drawn.size()) break;
    if (count + sizes[group] > 2 * held) continue;
    chosen.insert(group);
    count += sizes[group];
  }
  if (chosen.empty()) {
    const std::uint32_t least =
        *std::min_element(drawn.begin(), drawn.end(), [&](auto a, auto b) { return sizes[a] < sizes[b]; });
    chosen.insert(least);
    count = sizes[least];
  }
  std::stable_partition(order.begin(), order.end(),
                        [&](std::uint32_t row) { return chosen.contains(groups[row]); });
  return count;
}

std::vector<std::size_t> fold_cuts(const std::vector<std::size_t>& starts, std::size_t most) {
  const std::size_t groups = starts.size() - 1, folds = std::min(most, groups);
  std::vector<std::size_t> out;
  for (std::size_t fold = 0; fold <= folds; ++fold) out.push_back(starts[groups * fold / folds]);
  return out;
}

std::vector<std::uint32_t> without(const std::vector<std::uint32_t>& order, std::size_t begin,
                                   std::size_t end) {
  std::vector<std::uint32_t> out(order.begin(), order.begin() + std::ptrdiff_t(begin));
  out.insert(out.end(), order.begin() + std::ptrdiff_t(end), order.end());
  return out;
}

std::vector<std::uint32_t> without_strangest(const std::vector<std::uint32_t>& order,
                                             const std::vector<double>& strangeness, double share,
                                             std::size_t least) {
  std::vector<std::uint32_t> ranks(order.size());
  std::iota(ranks.begin(), ranks.end(), 0u);
  std::stable_sort(ranks.begin(), ranks.end(),
                   [&](auto a, auto b) { return strangeness[a] > strangeness[b]; });
  const auto out = std::size_t(share * double(order.size()));
  if (order.size() - out < least)
    fail(Fault::data,
         "the normal records: {} are left of {} without the strangest, expected at least {}; add more",
         order.size() - out, order.size(), least);
  std::sort(ranks.begin() + std::ptrdiff_t(out), ranks.end());  // the order stays as it was drawn
  std::vector<std::uint32_t> kept;
  for (std::size_t i = out; i < ranks.size(); ++i) kept.push_back(order[ranks[i]]);
  return kept;
}

std::size_t held_out_of(std::size_t n) {
  constexpr double kShare = 0.3;
  constexpr std::size_t kMost = 10'000;
  return std::min(kMost, std::max<std::size_t>(2, std::size_t(double(n) * kShare)));
}

std::vector<std::uint32_t> places_below(const std::vector<std::uint32_t>& rows, std::size_t end) {
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i] < end) out.push_back(std::uint32_t(i));
  return out;
}

std::size_t learned_from(const std::vector<std::size_t>& starts, std::size_t held_out) {
  const std::size_t most = starts.back() - held_out;
  return *(std::upper_bound(starts.begin() + 2, starts.end() - 1, most) - 1);
}

}  // namespace discern
