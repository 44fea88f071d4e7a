#include "base/text.h"

#include <fmt/format.h>

#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/random.h"

using namespace discern;

TEST_CASE("numbers are read whole or not at all") {
  CHECK(parse_number("12") == 12.0);
  CHECK(parse_number("-1.5e3") == -1500.0);
  CHECK(parse_number("+2") == 2.0);
  CHECK(parse_number("  7\t") == 7.0);
  CHECK(parse_number(".5") == 0.5);
  CHECK(std::isinf(*parse_number("inf")));
  CHECK(std::isnan(*parse_number("nan")));
  for (const char* text : {"", " ", "+", "-", "+-2", "1 2", "12x", "0x10", "1,5", "1e", "--1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text));
  }
}

TEST_CASE("a number is read to the bit as the standard library reads it, short or long") {
  Random random(1, "decimals");
  std::vector<std::string> texts = {"0",
                                    "-0",
                                    "-0.0",
                                    "5.",
                                    "-.5",
                                    "0.1",
                                    "9007199254740992",
                                    "9007199254740993",
                                    "9007199254740991.5",
                                    "1.7976931348623157",
                                    "9999999999999999999",
                                    "12345678901234567890",
                                    "0.0000000000000000000001",
                                    "000000000000000000001.5",
                                    "0.00000000000000000000001",
                                    "123456789.123456789"};
  for (int trial = 0; trial < 20000; ++trial) {
    const double value = std::ldexp(random.normal(), int(random.below(120)) - 60);
    texts.push_back(fmt::format("{:.{}f}", value, random.below(20)));
    texts.push_back(fmt::format("{:.{}g}", value, 1 + random.below(17)));
  }
  for (const std::string& text : texts) {
    double expected = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), expected).ptr;
    CAPTURE(text);
    REQUIRE(end == text.data() + text.size());
    const auto found = parse_number(text);
    REQUIRE(found);
    CHECK(std::bit_cast<std::uint64_t>(*found) == std::bit_cast<std::uint64_t>(expected));
  }
}

TEST_CASE("numbers beyond double's range become the nearest double") {
  CHECK(parse_number("1e999") == std::numeric_limits<double>::infinity());
  CHECK(parse_number("-1e999") == -std::numeric_limits<double>::infinity());
  CHECK(parse_number("1e-999") == 0.0);
}

TEST_CASE("numbers with a decimal comma take no point") {
  CHECK(parse_number("1,5", ',') == 1.5);
  CHECK(parse_number("-3", ',') == -3.0);
  CHECK_FALSE(parse_number("1.5", ','));
  CHECK_FALSE(parse_number("1,5,2", ','));
}

TEST_CASE("readable numbers have few digits and grouped thousands") {
  CHECK(readable(4900) == "4,900");
  CHECK(readable(0) == "0");
  CHECK(readable(-1234567) == "-1,234,567");
  CHECK(readable(999) == "999");
  CHECK(readable(-100) == "-100");
  CHECK(readable(12345.678) == "12,346");
  CHECK(readable(3.14159) == "3.142");
  CHECK(readable(0.00312) == "0.00312");
  CHECK(readable(0.0000123) == "1.23e-05");
  CHECK(readable(1.2e15) == "1.2e+15");
  CHECK(readable(std::nan("")) == "missing");
  CHECK(readable(-INFINITY) == "-infinity");
}

TEST_CASE("numbers for machines read back to the same bits") {
  Random random(1, "text test");
  for (int i = 0; i < 2000; ++i) {
    const double value = random.normal() * std::pow(10, 40 * random.normal());
    std::string text;
    append_number(text, value);
    CHECK(parse_number(text) == value);
  }
  std::string text = "a";
  append_number(text, std::nan(""));
  CHECK(text == "a");
}

TEST_CASE("a name within two edits is suggested, the nearest first") {
  const std::vector<std::string> known = {"amount", "account", "hour", "id"};
  CHECK(did_you_mean("amuont", known) == " (did you mean \"amount\"?)");
  CHECK(did_you_mean("accout", known) == " (did you mean \"account\"?)");
  CHECK(did_you_mean("hours", known) == " (did you mean \"hour\"?)");
  CHECK(did_you_mean("merchant", known).empty());
  CHECK(did_you_mean("xy", known).empty());
  CHECK(did_you_mean("", known).empty());
  CHECK(did_you_mean("x", {}).empty());
}

TEST_CASE("names are listed as a sentence lists them") {
  const std::vector<std::string> names = {"a", "b", "c"};
  CHECK(list_of({}) == "");
  CHECK(list_of(std::span(names).first(1)) == "a");
  CHECK(list_of(std::span(names).first(2)) == "a and b");
  CHECK(list_of(names) == "a, b and c");
}

TEST_CASE("spaces and tabs are trimmed off both ends") {
  CHECK(trim(" \ta b\t ") == "a b");
  CHECK(trim(" \t ") == "");
  CHECK(trim("") == "");
}

TEST_CASE("a CSV field is quoted only when it must be") {
  const auto field = [](std::string_view text, char delimiter = ',') {
    std::string out;
    append_csv_field(out, text, delimiter);
    return out;
  };
  CHECK(field("plain text") == "plain text");
  CHECK(field("") == "");
  CHECK(field("a,b") == "\"a,b\"");
  CHECK(field("a,b", ';') == "a,b");
  CHECK(field("a;b", ';') == "\"a;b\"");
  CHECK(field("say \"x\"") == "\"say \"\"x\"\"\"");
  CHECK(field("two\nlines") == "\"two\nlines\"");
  CHECK(field("return\r") == "\"return\r\"");
}
