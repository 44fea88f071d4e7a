#include "base/shortest.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace discern {
namespace {

// Sizes of which to_chars prefers the form without exponent, but for whole numbers from kMostWhole on.
constexpr double kLeast = 1e-3, kMost = 1 << 22;
constexpr std::uint64_t kMostWhole = 100'000;

template <std::uint64_t base, std::size_t count>
constexpr std::array<std::uint64_t, count> powers() {
  std::array<std::uint64_t, count> out{1};
  for (std::size_t i = 1; i < count; ++i) out[i] = base * out[i - 1];
  return out;
}
constexpr auto kFives = powers<5, 20>();
constexpr auto kTens = powers<10, 20>();

// number / 10^decimals
struct Decimal {
  std::uint64_t number;
  int decimals;
};

// size = mantissa 2^-down is no power of two, from kLeast to kMost. The decimals of 10^-k, the largest power
// of ten that is no larger than a unit of the mantissa, are enough; where a number of one decimal less rounds
// to size too, it is the only one and the shortest (Giulietti, "The Schubfach way to render doubles", 2020).
// Here all of it is exact: in units of 10^-k size is a whole number of 2^-shift.
template <class Wide>
Decimal shortest(std::uint64_t mantissa, int down) {
  const int k = (down * 1233 + 4095) >> 12;  // ceil(down log10(2)), exact for down up to 100
  const int shift = down - k + 1;
  const Wide twice = Wide(2 * mantissa) * kFives[std::size_t(k)];
  const std::uint64_t number = std::uint64_t(twice >> shift), tenth = number / 10, last = number - 10 * tenth;
  const std::uint64_t one = std::uint64_t(1) << shift, rest = std::uint64_t(twice) & (one - 1);
  // What lies nearer than half a unit rounds to size; what lies that far does if the mantissa is even.
  const std::uint64_t reach = kFives[std::size_t(k)] - (mantissa & 1);
  const bool ten_below = last * one + rest <= reach, ten_above = (10 - last) * one - rest <= reach;
  const bool below = rest <= reach, above = one - rest <= reach;
  const bool nearer_above = rest + (number & 1) > one / 2;
  const bool ten = ten_below || ten_above;
  Decimal out{
      ten ? tenth + std::uint64_t(ten_above) : number + std::uint64_t(above && (!below || nearer_above)),
      k - int(ten)};
  for (; out.decimals > 0 && out.number % 10 == 0; --out.decimals) out.number /= 10;
  return out;
}

// Eight digits of number < 10^8: halves of four digits, then of two, then of one side by side in one word.
void write_eight(char* to, std::uint64_t number) {
  const std::uint64_t fours = number / 10'000 | number % 10'000 << 32;
  const std::uint64_t hundreds = (fours * 10'486 >> 20) & 0x7F0000007FULL;
  const std::uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
  const std::uint64_t tens = (twos * 103 >> 10) & 0x000F000F000F000FULL;
  const std::uint64_t digits = (tens | (twos - 10 * tens) << 8) + 0x3030303030303030ULL;
  std::memcpy(to, &digits, sizeof(digits));
}

char* write_whole(char* to, std::uint64_t number) {
  if (number < 10) {
    *to = char('0' + number);
    return to + 1;
  }
  return std::to_chars(to, to + kMostShortest, number).ptr;
}

// whole: the number without its decimals. Nothing where the other form may be as short.
char* write_decimal(char* to, std::uint64_t whole, Decimal decimal) {
  if (decimal.decimals == 0) return whole < kMostWhole ? write_whole(to, whole) : nullptr;
  to = write_whole(to, whole);
  *to++ = '.';
  int decimals = decimal.decimals;
  std::uint64_t part = decimal.number - whole * kTens[std::size_t(decimals)];
  for (; decimals > 16; part %= kTens[std::size_t(decimals)])
    *to++ = char('0' + part / kTens[std::size_t(--decimals)]);
  if (decimals <= 8) {
    write_eight(to, part * kTens[std::size_t(8 - decimals)]);
    return to + decimals;
  }
  part *= kTens[std::size_t(16 - decimals)];
  write_eight(to, part / kTens[8]);
  write_eight(to + 8, part % kTens[8]);
  return to + decimals;
}

template <class Float, class Bits, class Wide>
char* write(char* to, Float value) {
  constexpr int kFraction = std::numeric_limits<Float>::digits - 1;  // bits
  constexpr int kBias = std::numeric_limits<Float>::max_exponent - 1;
  constexpr Bits kOne = Bits(1) << kFraction;
  const Bits bits = std::bit_cast<Bits>(value), fraction = bits & (kOne - 1);
  const double size = std::abs(double(value));
  if (std::endian::native == std::endian::little && size >= kLeast && size < kMost && fraction != 0) {
    const int down = kFraction + kBias - int(bits << 1 >> (kFraction + 1));
    const std::uint64_t mantissa = kOne | fraction;
    *to = '-';
    // A whole number up to kMost is a value of its own: nothing else rounds to it.
    if (char* const end =
            write_decimal(to + std::signbit(value), mantissa >> down, shortest<Wide>(mantissa, down)))
      return end;
  }
  return std::to_chars(to, to + kMostShortest, value).ptr;
}

}  // namespace

char* write_shortest(char* to, float value) {
  return write<float, std::uint32_t, std::uint64_t>(to, value);
}

char* write_shortest(char* to, double value) {
  return write<double, std::uint64_t, unsigned __int128>(to, value);
}

}  // namespace discern
