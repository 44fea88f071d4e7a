#include "detector/explain.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "detector/fixture.h"

using namespace discern;
using discern::testing::kMissing;

namespace {

Table one(double amount, double speed, double category) {
  Table table;
  table.rows = 1;
  table.columns = {{amount}, {speed}, {category}};
  if (category == kUnknownCategory) table.unknown = {{0, 2, "XK"}};
  return table;
}

std::vector<Reason> reasons_of(const Detector::State& state, const Table& table) {
  const PreparedTable prepared = prepare(state.preparation, table);
  ScoredBlock block = score_table(state, table, prepared, Rule::of_rate(0.05));
  const std::size_t rows[] = {0};
  explain_rows(state, table, prepared, rows, 3, block);
  return block.reasons[0];
}

}  // namespace

TEST_CASE("Shares are in [0, 1], sum to 1, and the moved column has the largest") {
  const auto state = discern::testing::state();
  for (const double speed : {-9.0, 5.0, 40.0}) {
    const PreparedTable prepared = prepare(state->preparation, one(0, speed, 0));
    const auto shares = column_shares(*state, prepared.x.row(0), prepared.surprises);
    CHECK(std::accumulate(shares.begin(), shares.end(), 0.0) == Approx(1));
    CHECK(*std::min_element(shares.begin(), shares.end()) >= 0);
    CHECK(shares[1] == *std::max_element(shares.begin(), shares.end()));
  }
}

TEST_CASE("A value is held against the range of its category where that says more") {
  const auto state = discern::testing::state();
  const auto reasons = reasons_of(*state, one(100, 0, 0));
  bool found = false;
  for (const Reason& reason : reasons)
    if (reason.column == "amount") {
      found = true;
      CHECK(reason.text.starts_with("amount 100: normal for category low is -"));
    }
  CHECK(found);
}

TEST_CASE("Surprises are reasons in their own words") {
  const auto state = discern::testing::state();
  const auto reasons = reasons_of(*state, one(0, 0, kUnknownCategory));
  REQUIRE_FALSE(reasons.empty());
  CHECK(reasons[0].text == "category \"XK\": never seen in training");
  CHECK(reasons_of(*state, one(0, kMissing, 0))[0].text == "speed: missing, never so in training");
}

TEST_CASE("A long value is shortened, and what is said of it is not") {
  const auto state = discern::testing::state();
  Table table = one(0, 0, kUnknownCategory);
  table.unknown[0].text = std::string(500, 'x');
  const std::string text = reasons_of(*state, table)[0].text;
  CHECK(text == "category \"" + std::string(37, 'x') + "…\": never seen in training");
}

TEST_CASE("Reasons under one percent are left out, but for the largest") {
  const auto state = discern::testing::state();
  for (const double speed : {5.0, 40.0}) {
    const auto reasons = reasons_of(*state, one(0, speed, 0));
    REQUIRE_FALSE(reasons.empty());
    for (std::size_t k = 1; k < reasons.size(); ++k) CHECK(reasons[k].share >= 0.01);
  }
  // The other columns stand where the reference does, give or take a hair.
  const double mean = 100.0 * 0.5;
  const Table hair = one(mean, 40, 0);
  const PreparedTable prepared = prepare(state->preparation, hair);
  const auto shares = column_shares(*state, prepared.x.row(0), prepared.surprises);
  const auto reasons = reasons_of(*state, hair);
  CHECK(reasons.size() ==
        std::size_t(std::count_if(shares.begin(), shares.end(), [](double share) { return share >= 0.01; })));
}

TEST_CASE("A record is shown beside the normal record it is held against") {
  const auto state = discern::testing::state();
  const Table table = one(1234.5, kMissing, kUnknownCategory);
  const Comparison comparison = compare_with_normal(*state, table, prepare(state->preparation, table), 0);
  CHECK(comparison.values == std::vector<std::string>{"1,234", "missing", "XK"});
  CHECK(comparison.reference.size() == 3);
}
