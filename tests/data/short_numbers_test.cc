#include "data/short_numbers.h"

#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/text.h"

using discern::parse_number;
using discern::Random;
using discern::short_numbers;

namespace {

// -?d*(.d+)?, at most 16 characters and digits up to 2^53: what must be read, by its definition.
bool is_short(const std::string& text) {
  std::string digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (const auto point = digits.find('.'); point != digits.npos) {
    if (point + 1 == digits.size()) return false;
    digits.erase(point, 1);
  }
  if (text.size() > 16 || digits.empty() || digits.find_first_not_of("0123456789") != digits.npos)
    return false;
  return std::stoull(digits) <= std::uint64_t(1) << 53;
}

void check(const std::string& text) {
  // In memory of its own, so that a sanitizer sees a read beyond it.
  const std::vector<char> exact(text.begin(), text.end());
  const std::string_view view(exact.data(), exact.size());
  double value = 0;
  INFO(text);
  REQUIRE(short_numbers()(&view, 1, &value) == std::size_t(is_short(text)));
  if (!is_short(text)) return;
  const auto plain = parse_number(text);
  REQUIRE(plain);
  REQUIRE(std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(*plain));
}

std::string draw(Random& random, std::string_view characters, std::size_t size) {
  std::string text;
  while (text.size() < size) text += characters[random.below(characters.size())];
  return text;
}

}  // namespace

TEST_CASE("Short numbers have the bits that parse_number gives them, and nothing else is taken for one") {
  if (!short_numbers()) return;
  for (const char* text : {"",
                           "-",
                           ".",
                           "-.",
                           "0",
                           "-0",
                           "0.0",
                           "-0.0",
                           ".5",
                           "-.5",
                           "5.",
                           "1.2.3",
                           "..1",
                           "--1",
                           "1-",
                           "+1",
                           "1e5",
                           " 1",
                           "1 ",
                           "1,5",
                           "9007199254740992",
                           "9007199254740993",
                           "9.00719925474099",
                           "9999999999999999",
                           "0.00000000000001",
                           "-99999999999999.9",
                           "123456789012345.",
                           "inf",
                           "nan",
                           "1\xB0",
                           "\x80",
                           "-1:2",
                           "1/2"})
    check(text);
  Random random(1, "short numbers test");
  for (int i = 0; i < 100'000; ++i) {
    const std::size_t size = random.below(18);
    check(draw(random, "0123456789", size));
    check(draw(random, "0123456789.", size));
    check("-" + draw(random, "0123456789.", size));
    check(draw(random, "0123456789.-+e :/", random.below(6)));
    const std::string whole = draw(random, "0123456789", 1 + random.below(6));
    check(whole + "." + draw(random, "0123456789", random.below(10)));
  }
}

TEST_CASE("A run of short numbers ends before the first other text") {
  if (!short_numbers()) return;
  const std::vector<std::string_view> texts = {"1.5", "-20", "0.125", "x", "3"};
  std::vector<double> values(texts.size(), -1);
  CHECK(short_numbers()(texts.data(), texts.size(), values.data()) == 3);
  CHECK(values == std::vector<double>{1.5, -20, 0.125, -1, -1});
  CHECK(short_numbers()(texts.data(), 2, values.data()) == 2);
  CHECK(short_numbers()(texts.data(), 0, values.data()) == 0);
}
