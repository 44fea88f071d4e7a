#include "data/csv_writer.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace discern;

namespace {

Block sample() {
  Block block;
  block.size = 3;
  block.columns = {NumberColumn{0.1, std::numeric_limits<double>::quiet_NaN(), -1e300},
                   TextColumn{"plain", "", "a, \"b\"; c\nd"}};
  return block;
}

}  // namespace

TEST_CASE("Records are written as RFC 4180 has them, missing values empty") {
  std::string text;
  append_csv_names(text, {"x", "a,b"});
  append_csv_records(text, sample());
  CHECK(text == "x,\"a,b\"\n0.1,plain\n,\n-1e+300,\"a, \"\"b\"\"; c\nd\"\n");
}

TEST_CASE("A decimal comma brings semicolons") {
  std::string text;
  append_csv_names(text, {"x", "a,b"}, ',');
  append_csv_records(text, sample(), ',');
  CHECK(text == "x;a,b\n0,1;plain\n;\n-1e+300;\"a, \"\"b\"\"; c\nd\"\n");
}

TEST_CASE("A record of one missing value is no blank line") {
  Block block;
  block.size = 2;
  block.columns = {TextColumn{"", "u"}};
  std::string text;
  append_csv_records(text, block);
  CHECK(text == "\"\"\nu\n");
}
