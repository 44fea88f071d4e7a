#include <catch2/catch.hpp>

#include "base/random.h"
#include "base/text.h"
#include "data/source_files.h"

using namespace discern;
using namespace discern::test;

namespace {

Rows rows_of(std::string_view text, const ReadOptions& options = {}) {
  const Folder folder;
  return read_rows(folder.write("in.csv", text), options);
}

std::vector<std::string> columns_of(std::string_view text, const ReadOptions& options = {}) {
  const Folder folder;
  return open_source(folder.write("in.csv", text), options)->columns();
}

Caught fault_of(std::string_view text, const ReadOptions& options = {}) {
  const Folder folder;
  return caught(folder, folder.write("in.csv", text), options);
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("CSV fields are read as they are written", "[data][csv]") {
  CHECK(rows_of("a,b,c\n1,x y,3\n-4.5e3,,z\n") == Rows{{"1", "x y", "3"}, {"-4.5e3", "<missing>", "z"}});
}

TEST_CASE("CSV quotes hold delimiters, newlines and doubled quotes", "[data][csv]") {
  CHECK(rows_of("a,b\n\"x,y\",\"line 1\nline 2\"\n\"say \"\"hi\"\"\",\"\"\n\"\"\"\",1\n") ==
        Rows{{"x,y", "line 1\nline 2"}, {"say \"hi\"", "<missing>"}, {"\"", "1"}});
  CHECK(rows_of("a,b\nit\"s,1\n") == Rows{{"it\"s", "1"}});
}

TEST_CASE("CSV takes CRLF, a byte order mark, blank lines and a missing final newline", "[data][csv]") {
  CHECK(rows_of("\xEF\xBB\xBF"
                "a,b\r\n\r\n1,2\r\n\"3\",\"4\"\r\n\n5,6") == Rows{{"1", "2"}, {"3", "4"}, {"5", "6"}});
  CHECK(columns_of("\xEF\xBB\xBF"
                   "a,b\r\n1,2\r\n") == Names{"a", "b"});
}

TEST_CASE("CSV records know the line they start on", "[data][csv]") {
  const Folder folder;
  const auto source = open_source(folder.write("in.csv", "a,b\n1,\"x\ny\"\n\n2,z\r\n3,w"));
  Block block;
  REQUIRE(source->next(block));
  CHECK(block.lines == std::vector<std::uint64_t>{2, 5, 6});
  CHECK(block.place(1) == folder.path("in.csv") + ":5");
  CHECK_FALSE(source->next(block));
  CHECK(block.size == 3);
}

TEST_CASE("the delimiter is the most frequent one in the first line, or the one given", "[data][csv]") {
  CHECK(columns_of("a;b;c,d\n1;2;3\n") == Names{"a", "b", "c,d"});
  CHECK(columns_of("a\tb\n1\t2\n") == Names{"a", "b"});
  CHECK(columns_of("a|b\n1|2\n") == Names{"a", "b"});
  CHECK(columns_of("\"a,a,a\";b\n1;2\n") == Names{"a,a,a", "b"});
  CHECK(columns_of("one\n1\n") == Names{"one"});
  CHECK(columns_of("a:b,c\n1:2\n", {.delimiter = ':'}) == Names{"a", "b,c"});
  CHECK(columns_of("a,x;b\n1,5;2\n", {.decimal = ','}) == Names{"a,x", "b"});
  const Folder folder;
  CHECK(open_source(folder.write("in.tsv", "a,b\tc\n1\t2\n"))->columns() == Names{"a,b", "c"});
}

TEST_CASE("a header is found by its rule", "[data][csv]") {
  CHECK(columns_of("a,b\n1,2\n") == Names{"a", "b"});
  CHECK(columns_of(" a , b \nx,y\n") == Names{"a", "b"});
  CHECK(columns_of("1,2\n3,4\n") == Names{"c1", "c2"});
  CHECK(columns_of("x,x\ny,z\n") == Names{"c1", "c2"});
  CHECK(columns_of("NA,x\ny,3\n") == Names{"c1", "c2"});
  CHECK(columns_of("a,b\n1,2\n", {.header = Header::absent}) == Names{"c1", "c2"});
  CHECK(columns_of("1,2\n3,4\n", {.header = Header::present}) == Names{"1", "2"});
  CHECK(rows_of("1,2\n") == Rows{{"1", "2"}});
  CHECK(columns_of("1,5;2\n3;4\n", {.decimal = ','}) == Names{"c1", "c2"});
}

TEST_CASE("missing-value words are no values", "[data][csv]") {
  CHECK(rows_of("a,b,c,d\nNA, null ,\"NaN\",NAN\n  ,N,NAB,0\n") ==
        Rows{{"<missing>", "<missing>", "<missing>", "NAN"}, {"<missing>", "N", "NAB", "0"}});
  CHECK(rows_of("a,b\n-999,?\nNA,1\n", {.missing = {"-999", "?"}}) ==
        Rows{{"<missing>", "<missing>"}, {"NA", "1"}});
}

TEST_CASE("a ragged row is named with its place and what to do", "[data][csv]") {
  const Caught fault = fault_of("a,b,c\n1,2,3\n1,2\n");
  CHECK(fault.fault == Fault::data);
  CHECK(
      fault.text ==
      "in.csv:3: 2 fields, expected 3 as in the header; quote fields that hold \",\", or take the line out");
  CHECK(fault_of("1;2\n1;2;3\n").text ==
        "in.csv:2: 3 fields, expected 2 as in the first record; quote fields that hold \";\", or take the "
        "line out");
  CHECK(fault_of("a,b\n1,2\n\"x\ny\",3\n7\n").text.starts_with("in.csv:5: 1 field, expected 2"));
}

TEST_CASE("CSV that cannot be read is refused in one line", "[data][csv]") {
  using namespace std::string_literals;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "in.csv: is empty"},
      {"\n\r\n\n", "in.csv: is empty"},
      {"a,b\n", "in.csv: has a header but no records"},
      {"a,b\n1,\"2\n3,4\n", "in.csv:2: a quote is opened but never closed"},
      {"a,\"b\n1,2\n", "in.csv:1: a quote is opened but never closed"},
      {"a,b\n1,\"2\" x\n", "in.csv:2: text follows a closing quote"},
      {"a,a\n1,2\n", "in.csv:1: column \"a\" appears twice"},
      {"a,\n1,2\n", "in.csv:1: column 2 has no name"},
      {"a,b\n1,\0\n"s, "in.csv: holds a zero byte"},
      {"a,b\r1,2\r3,4\r", "in.csv:1: lines end with a carriage return alone"},
      {"a,b\n1," + std::string((1 << 20) + 1, 'x') + "\n", "in.csv:2: a field is longer than 1 MiB"},
      {"a,b\n1,\"" + std::string((1 << 20) + 1, 'x') + "\"\n", "in.csv:2: a field is longer than 1 MiB"},
      {std::string(100'000, ',') + "\n", "in.csv:1: has 100001 columns"},
  };
  for (const auto& [text, start] : cases) {
    const Caught fault = fault_of(text);
    CAPTURE(start, fault.text);
    CHECK(fault.fault == Fault::data);
    CHECK(fault.text.starts_with(start));
    CHECK(fault.text.find('\n') == std::string::npos);
  }
  CHECK(fault_of("a,b\n1,2\n", {.delimiter = ',', .decimal = ','}).fault == Fault::usage);
  CHECK(fault_of("a,b\n1,2\n", {.delimiter = '"'}).fault == Fault::usage);
}

TEST_CASE("a field of a MiB is read, as are records longer than a piece of text", "[data][csv]") {
  const std::string field(1 << 20, 'x');
  const Rows rows = rows_of("a,b,c\n" + field + ",\"" + field.substr(2) + "\",z\n1,2,3\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0][0] == field);
  CHECK(rows[0][1].size() == field.size() - 2);
  CHECK(rows[1] == std::vector<std::string>{"1", "2", "3"});
}

TEST_CASE("any table written as CSV reads back the same, in blocks of any size", "[data][csv]") {
  Random random(7, "csv test");
  const std::vector<std::string> pieces = {"a",  "1",    ",", ";", "\"",
                                           "\n", "\r\n", " ", "é", "long text of some bytes"};
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t width = 1 + random.below(5), height = 1 + random.below(trial % 20 ? 30 : 20'000);
    Rows expected(height, std::vector<std::string>(width));
    std::string text;
    for (std::size_t column = 0; column < width; ++column)
      text += (column ? ",n" : "n") + std::to_string(column);
    for (auto& row : expected) {
      text += random.below(2) ? "\n" : "\r\n";
      for (std::size_t column = 0; column < width; ++column) {
        for (std::uint64_t left = random.below(5); left > 0; --left)
          row[column] += pieces[random.below(pieces.size())];
        if (row[column].find_first_not_of(' ') == std::string::npos) row[column] = "x";
        text += column ? "," : "";
        append_csv_field(text, row[column]);
      }
    }
    const Rows rows =
        rows_of(text, {.delimiter = ',', .header = Header::present, .block_records = 1 + random.below(50)});
    REQUIRE(rows == expected);
  }
}

TEST_CASE("a block outlives its source", "[data][csv]") {
  const Folder folder;
  Block block;
  open_source(folder.write("in.csv", "a,b\n1,\"x\"\"y\"\n"))->next(block);
  CHECK(std::get<TextColumn>(block.columns[1])[0] == "x\"y");
}

TEST_CASE("wide records come in small blocks", "[data][csv]") {
  const Folder folder;
  std::string line = "1";
  for (int i = 1; i < 50'000; ++i) line += ",1";
  std::string text;
  for (int i = 0; i < 50; ++i) text += line + "\n";
  const auto source = open_source(folder.write("in.csv", text));
  Block block;
  std::size_t records = 0;
  while (source->next(block)) {
    CHECK(block.size <= 21);
    records += block.size;
  }
  CHECK(records == 50);
}
