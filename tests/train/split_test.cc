#include "train/split.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/fail.h"
#include "base/random.h"
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

TEST_CASE("folds keep groups whole and come in turn", "[train][split]") {
  // Groups of 3, 2, 1, 1, 1.
  const std::vector<std::uint32_t> groups = {7, 5, 7, 9, 5, 7, 2, 1};
  const auto folds = folds_of_groups(8, groups, 3);
  CHECK(folds == std::vector<std::uint32_t>{0, 1, 0, 2, 1, 0, 2, 1});
  CHECK(in_turn(folds) == std::vector<std::uint32_t>{0, 1, 3, 2, 4, 6, 5, 7});
  CHECK(folds_of_groups(5, {}, 3) == std::vector<std::uint32_t>{0, 1, 2, 0, 1});
  CHECK(in_turn({0, 1, 2, 0, 1}) == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
  CHECK(group_numbers(std::vector<std::uint32_t>{2, 0, 1, 2}, {"a", "b", "c"}) ==
        std::vector<std::uint32_t>{0, 1, 2, 0});
  CHECK(group_numbers(std::vector<std::uint32_t>{2, 0}, {}).empty());
}

TEST_CASE("rows held out inside a training are whole groups, at least one and not all", "[train][split]") {
  Random random(5, "split test");
  for (int attempt = 0; attempt < 200; ++attempt) {
    const auto n = std::uint32_t(2 + random.below(60));
    std::vector<std::uint32_t> groups;
    for (std::uint32_t i = 0; i < n; ++i) groups.push_back(std::uint32_t(random.below(1 + random.below(12))));
    auto order = random.permutation(n);
    const std::size_t held = bring_forward(order, groups, std::max<std::size_t>(1, n / 10));
    std::set<std::uint32_t> front, back;
    for (std::size_t i = 0; i < n; ++i) (i < held ? front : back).insert(groups[order[i]]);
    std::vector<std::uint32_t> both;
    std::set_intersection(front.begin(), front.end(), back.begin(), back.end(), std::back_inserter(both));
    CHECK(both.empty());
    CHECK_FALSE(back.empty());
    CHECK(front.empty() == (back.size() == 1 && held == 0));
    auto sorted = order;
    std::sort(sorted.begin(), sorted.end());
    for (std::uint32_t i = 0; i < n; ++i) REQUIRE(sorted[i] == i);
  }
}
TEST_CASE("Folds are of whole groups, and each row is in one") {
  const std::vector<std::size_t> starts = {0, 1, 4, 5, 9, 10};  // five groups
  CHECK(fold_cuts(starts, 10) == starts);
  CHECK(fold_cuts(starts, 2) == std::vector<std::size_t>{0, 4, 10});
  CHECK(fold_cuts(starts, 1) == std::vector<std::size_t>{0, 10});
  const std::vector<std::uint32_t> order = {7, 3, 9, 1};
  CHECK(without(order, 1, 3) == std::vector<std::uint32_t>{7, 1});
  CHECK(without(order, 0, 4).empty());
  CHECK(places_below(order, 7) == std::vector<std::uint32_t>{1, 3});
}

TEST_CASE("The strangest are left out, and the others stay as they were drawn") {
  const std::vector<std::uint32_t> order = {7, 3, 9, 1};
  CHECK(without_strangest(order, {5, 1, 6, 2}, 0.5, 2) == std::vector<std::uint32_t>{3, 1});
  CHECK(without_strangest(order, {5, 1, 6, 2}, 0.2, 2) == order);
  CHECK_THROWS_AS(without_strangest(order, {5, 1, 6, 2}, 0.5, 3), Error);
}
