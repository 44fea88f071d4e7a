// Finds delimiters and newlines 64 bytes at a time.
#pragma once

#include <bit>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace discern {

// Bit i is set where text[i] is a or b; 64 bytes are read.
inline std::uint64_t match_either(const char* text, char a, char b) {
  std::uint64_t mask = 0;
#ifdef __SSE2__
  const __m128i first = _mm_set1_epi8(a), second = _mm_set1_epi8(b);
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text) + part);
    const __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, first), _mm_cmpeq_epi8(bytes, second));
    mask |= std::uint64_t(std::uint32_t(_mm_movemask_epi8(hit))) << (16 * part);
  }
#else
  for (int i = 0; i < 64; ++i) mask |= std::uint64_t(text[i] == a || text[i] == b) << i;
#endif
  return mask;
}

class FieldScanner {
 public:
  explicit FieldScanner(char delimiter) : delimiter_(delimiter) {}

  // Starts at `at`; 64 bytes after end can be read and are neither delimiter nor newline.
  void start(const char* at, const char* end) {
    end_ = end;
    seek(at);
  }
  void seek(const char* at) {
    window_ = at;
    mask_ = at < end_ ? match_either(at, delimiter_, '\n') : 0;
  }
  // The next delimiter or newline, each once; end if there is none.
  const char* next() {
    while (mask_ == 0) {
      window_ += 64;
      if (window_ >= end_) return end_;
      mask_ = match_either(window_, delimiter_, '\n');
    }
    const char* found = window_ + std::countr_zero(mask_);
    mask_ &= mask_ - 1;
    return found;
  }

 private:
  char delimiter_;
  const char* window_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t mask_ = 0;
};

}  // namespace discern
