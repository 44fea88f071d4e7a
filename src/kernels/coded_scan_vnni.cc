#include "kernels/coded_scan.h"

#if defined(__AVX512F__) && defined(__AVX512VNNI__)
#include <immintrin.h>

// Compiled for CPUs that not everyone has: no function that the linker could share with other files may be
// used here.
namespace discern {
namespace {

constexpr std::size_t kLanes = 16;
constexpr int kMost = 12;  // with two registers of columns their sums fill the registers
using Pair = std::int16_t[2];

void append(const CodedScan& s, std::size_t i, std::size_t column, __m512i score, __mmask16 mask) {
  const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i row = _mm512_add_epi32(lane, _mm512_set1_epi32(int(s.first + column)));
  const std::size_t at = i * s.room + s.count[i];
  _mm512_storeu_si512(s.score + at, _mm512_maskz_compress_epi32(mask, score));
  _mm512_storeu_si512(s.row + at, _mm512_maskz_compress_epi32(mask, row));
  s.count[i] += std::uint32_t(__builtin_popcount(mask));
}

// sum += the products of both halves of each lane. Written out, because with the intrinsic g++ 12 moves most
// sums through memory, which takes twice the time.
__m512i multiply_add(__m512i sum, __m512i pairs, const std::int16_t* pair) {
  asm("vpdpwssd %2%{1to16%}, %1, %0" : "+v"(sum) : "v"(pairs), "m"(*reinterpret_cast<const Pair*>(pair)));
  return sum;
}

// R queries by V registers of columns.
template <int R, int V>
void block(const CodedScan& s, std::size_t query, std::size_t column) {
  const std::int16_t* const queries = s.queries + query * s.pairs * 2;
  const std::int16_t* const panel = s.panel + column * 2;
  __m512i sum[R][V];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) sum[r][v] = _mm512_loadu_si512(s.start + column + std::size_t(v) * kLanes);
  for (std::size_t l = 0; l < s.pairs; ++l) {
    __m512i right[V];
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v)
      right[v] = _mm512_loadu_si512(panel + (l * CodedScan::kColumns + std::size_t(v) * kLanes) * 2);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v)
        sum[r][v] = multiply_add(sum[r][v], right[v], queries + (std::size_t(r) * s.pairs + l) * 2);
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
    const std::size_t i = query + std::size_t(r);
    const __m512i least = _mm512_set1_epi32(s.least[i]);
    __mmask16 mask[V];
    unsigned any = 0;
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) any |= mask[v] = _mm512_cmpge_epi32_mask(sum[r][v], least);
    if (any == 0) continue;
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v)
      if (mask[v]) append(s, i, column + std::size_t(v) * kLanes, sum[r][v], mask[v]);
  }
}

// Few queries need many columns: a product takes several times as long as the next may start later.
template <int R>
void all_columns(const CodedScan& s, std::size_t query) {
  constexpr int kV = R > 6 ? 2 : R > 2 ? 4 : 8;
  for (std::size_t column = 0; column < CodedScan::kColumns; column += kV * kLanes)
    block<R, kV>(s, query, column);
}

template <int R>
void queries_of(std::size_t n, const CodedScan& s, std::size_t query) {
  if (n == std::size_t(R))
    all_columns<R>(s, query);
  else if constexpr (R > 1)
    queries_of<R - 1>(n, s, query);
}

}  // namespace

// In blocks that are as even as can be.
void coded_scan_vnni(const CodedScan& scan) {
  std::size_t query = 0;
  for (std::size_t blocks = (scan.n + kMost - 1) / kMost; blocks > 0; --blocks) {
    const std::size_t n = (scan.n - query + blocks - 1) / blocks;
    queries_of<kMost>(n, scan, query);
    query += n;
  }
}

}  // namespace discern
#endif
