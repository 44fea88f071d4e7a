#include "base/shortest.h"

#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "base/random.h"

using discern::kMostShortest;
using discern::Random;
using discern::write_shortest;

namespace {

template <class Float>
std::string own(Float value) {
  std::array<char, kMostShortest> text;
  return {text.data(), write_shortest(text.data(), value)};
}

template <class Float>
std::string plain(Float value) {
  std::array<char, kMostShortest> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

// A random value of this many decimals, or with all its bits where decimals is negative, from 2^-14 to 2^26.
double draw(Random& random, int decimals) {
  const double value = std::exp2(40 * random.uniform() - 14) * (random.below(2) ? 1 : -1);
  return decimals < 0 ? value : std::round(value * std::pow(10, decimals)) / std::pow(10, decimals);
}

template <class Float>
void compare_around(Float value) {
  constexpr Float kInfinity = std::numeric_limits<Float>::infinity();
  for (const Float near : {value, std::nextafter(value, kInfinity), std::nextafter(value, -kInfinity)}) {
    REQUIRE(own(near) == plain(near));
    REQUIRE(own(-near) == plain(-near));
  }
}

}  // namespace

TEST_CASE("the shortest text is that of to_chars") {
  Random random(1, "shortest test");
  for (int i = 0; i < 200'000; ++i) {
    const double value = draw(random, int(random.below(10)) - 2);
    REQUIRE(own(value) == plain(value));
    REQUIRE(own(float(value)) == plain(float(value)));
    const std::uint64_t bits = random.below(std::numeric_limits<std::uint64_t>::max());
    REQUIRE(own(std::bit_cast<double>(bits)) == plain(std::bit_cast<double>(bits)));
    REQUIRE(own(std::bit_cast<float>(std::uint32_t(bits))) ==
            plain(std::bit_cast<float>(std::uint32_t(bits))));
  }
}

TEST_CASE("the shortest text is that of to_chars at powers of two and ten, and beside them") {
  for (int exponent = -16; exponent <= 30; ++exponent) {
    compare_around(std::exp2(double(exponent)));
    compare_around(std::exp2(float(exponent)));
  }
  for (int exponent = -6; exponent <= 9; ++exponent)
    for (int digit = 1; digit < 10; ++digit) {
      compare_around(digit * std::pow(10.0, exponent));
      compare_around(float(digit * std::pow(10.0, exponent)));
    }
  for (int whole = 0; whole < 1'100'000; whole += 1 + whole / 7) {
    compare_around(double(whole));
    compare_around(float(whole));
    compare_around(whole + 0.5);
  }
  CHECK(own(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(own(-0.0f) == "-0");
  CHECK(own(0.1f) == "0.1");
  CHECK(own(100'000.0) == "1e+05");
}
