#include "data/schema.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "data/source_files.h"
#include "testing/faults.h"

using namespace discern;
using namespace discern::test;

namespace {

NormalRecords learn(std::string_view csv, const Roles& roles = {}, const std::string& normal = "",
                    const ReadOptions& options = {}) {
  const Folder folder;
  return read_normal(*open_source(folder.write("in.csv", csv), options), roles, normal);
}

Table read(const Schema& schema, std::string_view csv, const std::string& key = "",
           const std::string& label = "", const ReadOptions& options = {}) {
  const Folder folder;
  const auto source = open_source(folder.write("in.csv", csv), options);
  const TypedReader reader(schema, source->columns(), key, label);
  Block block;
  REQUIRE(source->next(block));
  return reader.read(block);
}

using Column = std::vector<double>;
const double kNone = std::nan("");

void check_column(const Column& found, const Column& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i, found[i], expected[i]);
    CHECK(((std::isnan(found[i]) && std::isnan(expected[i])) || found[i] == expected[i]));
  }
}

}  // namespace

TEST_CASE("kinds are found from the data", "[data][schema]") {
  const NormalRecords normal = learn("n,b,c,k\n1.5,Yes,shop,7\nNA,,bar,x\n-2,no,shop,y\n");
  REQUIRE(normal.schema.columns.size() == 4);
  CHECK(normal.schema.columns[0].kind == Kind::numeric);
  CHECK(normal.schema.columns[1].kind == Kind::boolean);
  CHECK(normal.schema.columns[2].kind == Kind::categorical);
  CHECK(normal.schema.columns[2].categories == std::vector<std::string>{"shop", "bar"});
  CHECK(normal.schema.columns[3].categories == std::vector<std::string>{"7", "x", "y"});
  CHECK(normal.table.rows == 3);
  check_column(normal.table.columns[0], {1.5, kNone, -2});
  check_column(normal.table.columns[1], {1, kNone, 0});
  check_column(normal.table.columns[2], {0, 1, 0});
  check_column(normal.table.columns[3], {0, 1, 2});
  CHECK(normal.warnings.empty());
}

TEST_CASE("a kind is decided by the first block with values, and later values must fit", "[data][schema]") {
  const ReadOptions small{.block_records = 2};
  CHECK(learn("x,y\n,1\n,2\n3,3\n4,4\n", {}, "", small).schema.columns[0].kind == Kind::numeric);
  CHECK(
      learn("x,y\n1,1\n2,2\na,3\n", {.categorical = {"x"}}, "", small).schema.columns[0].categories.size() ==
      3);
  check_fault(
      Fault::data,
      "in.csv:4: column \"x\": \"a\" is not a number; name it with --missing, declare the column with "
      "--categorical x, or drop it with --exclude x",
      [&] { learn("x,y\n1,1\n2,2\na,3\n", {}, "", small); });
  check_fault(Fault::data, "in.csv:4: column \"x\": \"maybe\" is not true or false",
              [&] { learn("x,y\nyes,1\nno,2\nmaybe,3\n", {}, "", small); });
  check_fault(Fault::data, "column \"x\": \"a\" is not a number",
              [] { learn("x\na\n1\n", {.numeric = {"x"}}); });
  check_fault(Fault::data, "in.csv:3: column \"x\": \"-inf\" is not a finite number",
              [] { learn("x\n1\n-inf\n"); });
}

TEST_CASE("a column of more than half numbers is numeric, and its first text is refused", "[data][schema]") {
  CHECK(learn("x\n1\na\n").schema.columns[0].kind == Kind::categorical);
  check_fault(Fault::data, "in.csv:3: column \"x\": \"n/a\" is not a number",
              [] { learn("x\n1\nn/a\n2\n"); });
  CHECK(learn("x\n1\n?\n2\n", {}, "", {.missing = {"?"}}).schema.columns[0].kind == Kind::numeric);
}

TEST_CASE("key, label and excluded columns are no features", "[data][schema]") {
  const NormalRecords normal = learn("id,a,b,Class\nu1,1,2,0\nu2,3,4,1\nu3,5,6,0\n",
                                     {.key = "id", .label = "Class", .exclude = {"b"}}, "0");
  REQUIRE(normal.schema.columns.size() == 1);
  CHECK(normal.schema.columns[0].name == "a");
  check_column(normal.table.columns[0], {1, 5});
  CHECK(normal.table.keys == std::vector<std::string>{"u1", "u3"});
  CHECK(normal.table.labels == std::vector<std::string>{"0", "0"});
}

TEST_CASE("records that are not normal are not looked at", "[data][schema]") {
  const NormalRecords normal = learn("a,l\n1,0.0\nbad,1\n,\n2,0\n", {.label = "l"}, "0");
  CHECK(normal.schema.columns[0].kind == Kind::numeric);
  check_column(normal.table.columns[0], {1, 2});
  CHECK(learn("a,l\n1,ok\n2,OK\n", {.label = "l"}, "ok").table.rows == 1);
  check_fault(Fault::data, "no record has \"normal\" in the label column \"l\"; it holds \"0\" and \"1\"",
              [] { learn("a,l\n1,0\n2,1\n", {.label = "l"}, "normal"); });
}

TEST_CASE("roles must name columns", "[data][schema]") {
  const std::string csv = "amount,b\n1,2\n";
  check_fault(Fault::usage,
              "--exclude amuont: there is no such column (did you mean \"amount\"?); the columns are "
              "\"amount\" and \"b\"",
              [&] { learn(csv, {.exclude = {"amuont"}}); });
  check_fault(Fault::usage, "--key x", [&] { learn(csv, {.key = "x"}); });
  check_fault(Fault::usage, "--label x", [&] { learn(csv, {.label = "x"}); });
  check_fault(Fault::usage, "--numeric x", [&] { learn(csv, {.numeric = {"x"}}); });
  check_fault(Fault::usage, "--categorical x", [&] { learn(csv, {.categorical = {"x"}}); });
  check_fault(Fault::usage, "declared --categorical too",
              [&] { learn(csv, {.numeric = {"b"}, .categorical = {"b"}}); });
  check_fault(Fault::usage, "--normal 0: no column", [&] { learn(csv, {}, "0"); });
  check_fault(Fault::data, "no column is left", [&] { learn(csv, {.key = "b", .exclude = {"amount"}}); });
}

TEST_CASE("columns without a value are left out with a warning", "[data][schema]") {
  const NormalRecords normal = learn("a,b\n,1\nNA,2\n");
  REQUIRE(normal.schema.columns.size() == 1);
  CHECK(normal.schema.columns[0].name == "b");
  CHECK(normal.warnings ==
        std::vector<std::string>{"column \"a\" has no value in any record and is left out"});
  check_fault(Fault::data, "no column has a value", [] { learn("a,b\n,\nNA,\n"); });
}

TEST_CASE("columns that look like row numbers or identifiers are named", "[data][schema]") {
  std::string csv = "row,time,wave,half,id,few\n";
  for (int i = 0; i < 300; ++i)
    csv += std::to_string(i + 5) + "," + std::to_string(9000 - i * i) + "," + std::to_string(i % 7) + "," +
           std::to_string(i / 2) + ",u" + std::to_string(i) + ",k" + std::to_string(i % 90) + "\n";
  const auto warnings = learn(csv).warnings;
  REQUIRE(warnings.size() == 3);
  CHECK(warnings[0].starts_with("column \"row\" looks like a row number (1 more in every record)"));
  CHECK(warnings[1].starts_with("column \"time\" looks like a row number (smaller in every record)"));
  CHECK(
      warnings[2].starts_with("column \"id\" looks like an identifier (300 different texts in 300 records)"));
}

TEST_CASE("too many or too long categories are refused", "[data][schema]") {
  std::string csv = "id\n";
  for (int i = 0; i <= 10'000; ++i) csv += "u" + std::to_string(i) + "\n";
  check_fault(Fault::data, "in.csv:10002: column \"id\": more than 10000 different texts",
              [&] { learn(csv); });
  check_fault(Fault::data, "in.csv:2: column \"a\": a text of 1025 bytes",
              [] { learn("a\n" + std::string(1025, 'x') + "\ny\n"); });
}

TEST_CASE("a schema reads records with columns in another order and more of them", "[data][schema]") {
  const Schema schema = learn("n,b,c\n1,yes,shop\n2,no,bar\n3,no,bar\n").schema;
  const Table table =
      read(schema, "id,c,more,b,n,l\nr1,shop,?,T,4,x\nr2,café,?,0,NA,y\nr3,,?,,+5.5,\n", "id", "l");
  CHECK(table.rows == 3);
  CHECK(table.first == 1);
  check_column(table.columns[0], {4, kNone, 5.5});
  check_column(table.columns[1], {1, 0, kNone});
  check_column(table.columns[2], {1, kUnknownCategory, kNone});
  REQUIRE(table.unknown.size() == 1);
  CHECK(table.unknown[0].row == 1);
  CHECK(table.unknown[0].column == 2);
  CHECK(table.unknown[0].text == "café");
  CHECK(table.keys == std::vector<std::string>{"r1", "r2", "r3"});
  CHECK(table.labels == std::vector<std::string>{"x", "y", ""});
}

TEST_CASE("a comma can be the decimal sign", "[data][schema]") {
  const ReadOptions german{.decimal = ','};
  const NormalRecords normal = learn("a;b\n1,5;2\n-0,25;3e1\n", {}, "", german);
  check_column(normal.table.columns[0], {1.5, -0.25});
  check_column(read(normal.schema, "a;b\n2,5;1\n", "", "", german).columns[0], {2.5});
  check_fault(Fault::data, "\"1.5\" is not a number",
              [&] { read(normal.schema, "a;b\n1.5;1\n", "", "", german); });
}

TEST_CASE("columns that are missing are all named, with suggestions", "[data][schema]") {
  const Schema schema = learn("amount,hour,n\n1,2,3\n").schema;
  check_fault(Fault::data,
              "the records: lacks the columns \"amount\" (did you mean \"amuont\"?) and \"hour\"; the model "
              "was trained "
              "with them: add them, or train without",
              [&] { read(schema, "amuont,n\n1,2\n"); });
  check_fault(Fault::data, "the records: lacks the column \"hour\"; the model was trained with it",
              [&] { read(schema, "amount,n\n1,2\n"); });
  check_fault(Fault::data, "the records: no column names; the model needs \"amount\", \"hour\" and \"n\"",
              [&] { read(schema, "1,2,3\n"); });
  check_fault(Fault::usage, "--key id: there is no such column",
              [&] { read(schema, "amount,hour,n\n1,2,3\n", "id"); });
  check_fault(Fault::usage, "--label l:", [&] { read(schema, "amount,hour,n\n1,2,3\n", "", "l"); });
}

TEST_CASE("columns without names are matched by their place, also when some were excluded",
          "[data][schema]") {
  const Schema schema = learn("1,2,3\n4,5,6\n", {.exclude = {"c2"}}).schema;
  const Table table = read(schema, "7,8,9\n");
  check_column(table.columns[0], {7});
  check_column(table.columns[1], {9});
}

TEST_CASE("values that do not fit the kind are refused while scoring", "[data][schema]") {
  const Schema schema = learn("amount,ok\n1,yes\n2,no\n").schema;
  check_fault(
      Fault::data,
      "in.csv:3: column \"amount\": \"n/a\" is not a number; name it with --missing, or train without the "
      "column",
      [&] { read(schema, "amount,ok\n1,y\nn/a,n\n"); });
  check_fault(Fault::data, "in.csv:2: column \"ok\": \"2\" is not true or false",
              [&] { read(schema, "amount,ok\n1,2\n"); });
  check_fault(Fault::data, "\"1e999\" is not a finite number", [&] { read(schema, "amount,ok\n1e999,y\n"); });
}

TEST_CASE("numbers of binary files fit every kind", "[data][schema]") {
  const NormalRecords normal =
      read_normal(*make_source({"n", "c", "l"}, {1, 10, 0, 2, 2.5, 0, kNone, 10, 1, 4, kNone, 0}),
                  {.label = "l", .categorical = {"c"}}, "0");
  CHECK(normal.schema.columns[1].categories == std::vector<std::string>{"10", "2.5"});
  check_column(normal.table.columns[0], {1, 2, 4});
  check_column(normal.table.columns[1], {0, 1, kNone});
  CHECK(normal.table.labels[0] == "0");

  const Schema schema{{{"b", Kind::boolean, {}}, {"c", Kind::categorical, {"10", "2.5"}}}};
  const auto source = make_source({"b", "c"}, {1, 2.5, kNone, 3, 0, 10});
  Block block;
  REQUIRE(source->next(block));
  const Table table = TypedReader(schema, source->columns(), "c", "").read(block);
  check_column(table.columns[0], {1, kNone, 0});
  check_column(table.columns[1], {1, kUnknownCategory, 0});
  CHECK(table.keys == std::vector<std::string>{"2.5", "3", "10"});
  const auto two = make_source({"b", "c"}, {2, 1});
  REQUIRE(two->next(block));
  check_fault(Fault::data, "memory: record 1: column \"b\": \"2\" is not true or false",
              [&] { TypedReader(schema, source->columns(), "", "").read(block); });
  const double infinity = std::numeric_limits<double>::infinity();
  check_fault(Fault::data, "memory: record 2: column \"n\": \"inf\" is not a finite number", [&] {
    read_normal(*make_source({"n"}, {1, infinity}), {});
  });
}

TEST_CASE("a schema is saved and loaded whole", "[data][schema]") {
  const Schema schema = learn("n,b,c\n1,yes,\"a \"\"quoted\"\" é\"\n2,no,bar\n").schema;
  const Schema loaded = Schema::load(Json::parse(schema.save().dump()));
  REQUIRE(loaded.columns.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(loaded.columns[i].name == schema.columns[i].name);
    CHECK(loaded.columns[i].kind == schema.columns[i].kind);
    CHECK(loaded.columns[i].categories == schema.columns[i].categories);
  }
}

TEST_CASE("a schema that is not sound is not loaded", "[data][schema]") {
  for (const char* text : {R"({})", R"([])", R"([1])", R"([{"name":"a"}])", R"([{"name":"a","kind":"odd"}])",
                           R"([{"name":1,"kind":"numeric"}])", R"([{"name":"","kind":"numeric"}])",
                           R"([{"name":"a","kind":"categorical"}])",
                           R"([{"name":"a","kind":"categorical","categories":["x","x"]}])",
                           R"([{"name":"a","kind":"categorical","categories":[1]}])",
                           R"([{"name":"a","kind":"numeric"},{"name":"a","kind":"numeric"}])"}) {
    CAPTURE(text);
    check_fault(Fault::model, "train the model again", [&] { Schema::load(Json::parse(text)); });
  }
}

TEST_CASE("kinds keep the names they are saved by", "[data][schema]") {
  for (const Kind kind : {Kind::numeric, Kind::boolean, Kind::categorical})
    CHECK(kind_from(kind_name(kind)) == kind);
  CHECK(kind_name(Kind::numeric) == "numeric");
  CHECK(kind_name(Kind::boolean) == "boolean");
  CHECK(kind_name(Kind::categorical) == "categorical");
}
