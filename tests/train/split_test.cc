#include "train/split.h"

#include <algorithm>

#include "train/catch.h"

using namespace discern;

TEST_CASE("groups stay together in random order", "[train][split]") {
  const std::vector<std::string> groups = {"a", "b", "a", "c", "b", "a"};
  const auto order = split_order(groups.size(), groups, 3);
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5});
  CHECK(group_starts(order, groups).size() == 4);
  CHECK(group_starts(split_order(6, {}, 3), {}).size() == 7);
}

TEST_CASE("whole groups are held out, at least one and not all", "[train][split]") {
  CHECK(learned_from({0, 4, 8, 10}, 3) == 4);
  CHECK(learned_from({0, 4, 7, 10}, 3) == 7);
  CHECK(learned_from({0, 9, 10}, 3) == 9);
  CHECK(learned_from({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 3) == 7);
}
