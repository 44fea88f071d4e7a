#include "data/short_numbers.h"

#include <cstdint>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace discern {
namespace {

#ifdef __x86_64__

constexpr double kPowers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                              1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

// The digits without sign and point, put to the right end of a register, are added in pairs of pairs. Digits
// up to 2^53 and the power of ten are doubles, and so their quotient is rounded once (Clinger 1990).
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt"))) std::size_t read_numbers(
    const std::string_view* texts, std::size_t count, double* out) {
  const __m128i zero = _mm_set1_epi8('0'), ten = _mm_set1_epi8(10);
  const __m128i point = _mm_set1_epi8('.' - '0'), sign = _mm_set1_epi8('-' - '0');
  const __m128i by_ten = _mm_set1_epi16(1 << 8 | 10), by_hundred = _mm_set1_epi32(1 << 16 | 100);
  const __m128i by_myriad = _mm_set1_epi32(1 << 16 | 10'000);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = texts[i].size();
    if (size - 1 >= 16) return i;
    const std::uint32_t all = (2u << (size - 1)) - 1;
    const __m128i text = _mm_sub_epi8(_mm_maskz_loadu_epi8(__mmask16(all), texts[i].data()), zero);
    const std::uint32_t digits = _mm_mask_cmplt_epu8_mask(__mmask16(all), text, ten);
    const std::uint32_t points = _mm_mask_cmpeq_epi8_mask(__mmask16(all), text, point);
    const std::uint32_t minus = _mm_mask_cmpeq_epi8_mask(1, text, sign);
    const bool ends_with_digit = digits > all >> 1;
    if ((digits | points | minus) != all || (points & (points - 1)) != 0 || !ends_with_digit) return i;
    const __m128i left = _mm_maskz_compress_epi8(__mmask16(digits), text);
    const __m128i right = _mm_maskz_expand_epi8(__mmask16(0xFFFF0000u >> __builtin_popcount(digits)), left);
    const __m128i fours = _mm_madd_epi16(_mm_maddubs_epi16(right, by_ten), by_hundred);
    const __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), by_myriad);
    const std::uint64_t halves = std::uint64_t(_mm_cvtsi128_si64(eights));
    const std::uint64_t number = (halves & 0xFFFFFFFFu) * 100'000'000 + (halves >> 32);
    if (number > std::uint64_t(1) << 53) return i;
    const int decimals = __builtin_popcount(digits & (0u - (points << 1)));
    const double value = double(std::int64_t(number)) / kPowers[decimals];
    out[i] = minus ? -value : value;
  }
  return count;
}

#endif

ShortNumbers choose() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vbmi2"))
    return read_numbers;
#endif
  return nullptr;
}

}  // namespace

ShortNumbers short_numbers() {
  static const ShortNumbers chosen = choose();
  return chosen;
}

}  // namespace discern
