#include "detector/one_record.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "detector/explain.h"
#include "detector/fixture.h"
#include "testing/faults.h"

using namespace discern;
using discern::testing::kMissing;

namespace {

Table record(double amount, double speed, double category) {
  Table table;
  table.rows = 1;
  table.columns = {{amount}, {speed}, {category}};
  if (category == kUnknownCategory) table.unknown = {{0, 2, "XK"}};
  return table;
}

}  // namespace

TEST_CASE("One record is shown with the score, tails and shares that it has among others") {
  const auto state = discern::testing::state();
  Table many = discern::testing::normal_table(30, 8);
  many.columns[1][7] = 9;
  many.columns[2][7] = kUnknownCategory;
  many.unknown = {{3, 2, "AA"}, {7, 2, "XK"}};
  many.columns[2][3] = kUnknownCategory;
  const PreparedTable prepared = prepare(state->preparation, many);
  const ScoredBlock scored = score_table(*state, many, prepared, Rule::of_rate(0.05));
  const RecordView view = view_record(*state, one_row(many, 7), Rule::of_rate(0.05));
  CHECK(view.score == scored.score[7]);
  CHECK(view.p_value == scored.p_value[7]);
  CHECK(view.alert == (scored.alert[7] != 0));
  REQUIRE(view.components.size() == 3);
  double sum = 0, fused = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(view.components[c].value == double(scored.components.row(7)[c]));
    if (!view.components[c].fused) continue;
    sum -= std::log(view.components[c].tail);
    ++fused;
  }
  CHECK(sum / fused == Approx(view.score));
  CHECK(view.components[2].name == kSurprises);
  REQUIRE(view.columns.size() == 3);
  double shares = 0;
  for (const ColumnView& column : view.columns) shares += column.share;
  CHECK(shares == Approx(1));
  CHECK(view.columns[0].share >= view.columns[1].share);
  CHECK(view.columns[1].share >= view.columns[2].share);
  for (const ColumnView& column : view.columns)
    if (column.column == "category") CHECK(column.value == "XK");
}

TEST_CASE("A record with another value is the record that has it") {
  const auto state = discern::testing::state();
  Table changed = record(0, 9, kUnknownCategory);
  set_value(state->preparation.schema(), {}, "speed", "-0.25", changed);
  set_value(state->preparation.schema(), {}, "category", "high", changed);
  const RecordView view = view_record(*state, changed, Rule::of_rate(0.05));
  const RecordView same = view_record(*state, record(0, -0.25, 1), Rule::of_rate(0.05));
  CHECK(view.score == same.score);
  CHECK(view.score < view_record(*state, record(0, 9, kUnknownCategory), Rule::of_rate(0.05)).score);
}

TEST_CASE("Values are set as records are read") {
  const Schema schema{
      {{"n", Kind::numeric, {}}, {"b", Kind::boolean, {}}, {"c", Kind::categorical, {"u", "v"}}}};
  Table table = record(1, 0, 0);
  ReadOptions reading;
  reading.decimal = ',';
  reading.missing = {"?"};
  set_value(schema, reading, "n", "1,5", table);
  CHECK(table.columns[0][0] == 1.5);
  set_value(schema, reading, "b", "YES", table);
  CHECK(table.columns[1][0] == 1);
  set_value(schema, reading, "b", "0", table);
  CHECK(table.columns[1][0] == 0);
  set_value(schema, reading, "c", "new", table);
  CHECK(table.columns[2][0] == kUnknownCategory);
  REQUIRE(table.unknown.size() == 1);
  CHECK(table.unknown[0].text == "new");
  set_value(schema, reading, "c", "v", table);
  CHECK(table.columns[2][0] == 1);
  CHECK(table.unknown.empty());
  set_value(schema, reading, "c", "?", table);
  set_value(schema, reading, "n", "", table);
  CHECK(std::isnan(table.columns[2][0]));
  CHECK(std::isnan(table.columns[0][0]));
  check_fault(Fault::usage, "--set m: the model has no such column",
              [&] { set_value(schema, reading, "m", "1", table); });
  for (const char* text : {"x", "inf", "1.5"})
    check_fault(Fault::usage, "is not a finite number",
                [&] { set_value(schema, reading, "n", text, table); });
  check_fault(Fault::usage, "is not true or false", [&] { set_value(schema, reading, "b", "2", table); });
}
