#include "train/condition_columns.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "detector/scoring.h"
#include "testing/faults.h"

using namespace discern;

namespace {

NormalRecords records() {
  NormalRecords out;
  out.schema.columns = {{"kind", Kind::categorical, {"a", "b"}}, {"x", Kind::numeric, {}}};
  Random random(3, "condition records");
  out.table.rows = 50;
  out.table.columns.resize(2);
  for (std::size_t i = 0; i < 50; ++i) {
    out.table.columns[0].push_back(double(i % 2));
    out.table.columns[1].push_back(random.normal());
  }
  return out;
}

}  // namespace

TEST_CASE("Condition columns become the last ones, in the order they are named") {
  NormalRecords normal = records();
  const std::vector<double> kinds = normal.table.columns[0];
  move_conditions({"kind"}, normal);
  CHECK(normal.schema.columns[1].name == "kind");
  CHECK(normal.table.columns[1] == kinds);
}

TEST_CASE("Some records are learned from once more with their condition hidden") {
  NormalRecords normal = records();
  move_conditions({"kind"}, normal);
  const Preparation preparation = Preparation::learn(normal.schema, normal.table, Preparation::kRare, 1);
  REQUIRE(preparation.condition_width() == 3);  // a, b, unknown
  Matrix x = prepare(preparation, normal.table).x;
  const Matrix before = x;
  std::vector<std::uint32_t> groups;
  CHECK(add_hidden(preparation, x, groups, 1) == 5);
  REQUIRE(x.rows == 55);
  REQUIRE(groups.size() == 55);
  CHECK(std::equal(before.data.begin(), before.data.end(), x.data.begin()));
  for (std::size_t i = 50; i < 55; ++i) {
    CHECK(x.row(i)[1] == 0);
    CHECK(x.row(i)[2] == 0);
    CHECK(x.row(i)[3] == Preparation::kConditionScale);
    REQUIRE(groups[i] < 50);
    CHECK(groups[groups[i]] == groups[i]);
    CHECK(before.row(groups[i])[0] == x.row(i)[0]);  // a copy stays with its record
  }
}

TEST_CASE("Without conditions nothing is added") {
  const NormalRecords normal = records();
  const Preparation preparation = Preparation::learn(normal.schema, normal.table);
  Matrix x = prepare(preparation, normal.table).x;
  std::vector<std::uint32_t> groups;
  CHECK(add_hidden(preparation, x, groups, 1) == 0);
  CHECK(x.rows == 50);
  CHECK(groups.empty());
}
