// The kernel behind small_product, for one width of registers. The files that include this are compiled for
// CPUs that not everyone has: no function that the linker could share with other files may be used here.
#pragma once

#include <immintrin.h>

#include "kernels/small_product.h"

namespace discern {
namespace {

inline __m256i first_of_eight(std::size_t lanes) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(lanes < 8 ? int(lanes) : 8),
                            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// The inner product of a and b in sixteen sums side by side, which are then added in pairs.
inline float inner(const float* a, const float* b, std::size_t size) {
  __m256 low = _mm256_setzero_ps(), high = low;
  std::size_t i = 0;
  for (; i + 16 <= size; i += 16) {
    low = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), low);
    high = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), high);
  }
  if (i < size) {
    const __m256i mask = first_of_eight(size - i);
    low = _mm256_fmadd_ps(_mm256_maskload_ps(a + i, mask), _mm256_maskload_ps(b + i, mask), low);
  }
  if (i + 8 < size) {
    const __m256i mask = first_of_eight(size - i - 8);
    high = _mm256_fmadd_ps(_mm256_maskload_ps(a + i + 8, mask), _mm256_maskload_ps(b + i + 8, mask), high);
  }
  const __m256 eight = _mm256_add_ps(low, high);
  __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  four = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(four, _mm_movehdup_ps(four)));
}

// R rows by V registers of columns, the last of which may be used in part.
template <class Simd, bool Turned, int R, int V>
void product_block(const SmallProduct& p, std::size_t row, std::size_t column, typename Simd::Mask last) {
  using Vector = typename Simd::Vector;
  constexpr std::size_t kLanes = Simd::kLanes;
  const auto load = [&](const float* from, int v) {
    return v + 1 < V ? Simd::load(from + std::size_t(v) * kLanes)
                     : Simd::load(from + std::size_t(v) * kLanes, last);
  };
  const float* const a = p.a + row * (Turned ? 1 : p.k);
  const float* b = p.b + column;
  const std::size_t k = p.k, stride = p.m;
  float* const c = p.c + row * p.m + column;
  Vector sum[R][V];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v)
      sum[r][v] = p.add    ? load(c + std::size_t(r) * p.m, v)
                  : p.bias ? load(p.bias + column, v)
                           : Simd::all(0.0f);
  for (std::size_t l = 0; l < k; ++l, b += stride) {
    Vector right[V];
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) right[v] = load(b, v);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const Vector left = Simd::all(a[Turned ? l * p.n + std::size_t(r) : std::size_t(r) * k + l]);
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v) sum[r][v] = Simd::multiply_add(left, right[v], sum[r][v]);
    }
  }
  if (p.bend == SmallProduct::Bend::slope_of) {
    const float* const value = p.value + row * p.m + column;
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v)
        sum[r][v] = Simd::where_positive(load(value + std::size_t(r) * p.m, v), sum[r][v],
                                         Simd::multiply(sum[r][v], Simd::all(p.slope)));
  } else if (p.bend != SmallProduct::Bend::none) {
    const bool leaky = p.bend == SmallProduct::Bend::leaky_relu;
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
      for (int v = 0; v < V; ++v)
        sum[r][v] =
            Simd::larger(leaky ? Simd::multiply(sum[r][v], Simd::all(p.slope)) : Simd::all(0.0f), sum[r][v]);
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) {
      float* const to = c + std::size_t(r) * p.m + std::size_t(v) * kLanes;
      if (v + 1 < V)
        Simd::store(to, sum[r][v]);
      else
        Simd::store(to, sum[r][v], last);
    }
}

template <class Simd, bool Turned, int V, int R>
void block_of(std::size_t rows, const SmallProduct& p, std::size_t row, std::size_t column,
              typename Simd::Mask last) {
  if (rows == std::size_t(R))
    product_block<Simd, Turned, R, V>(p, row, column, last);
  else if constexpr (R > 1)
    block_of<Simd, Turned, V, R - 1>(rows, p, row, column, last);
}

// All rows of V registers of columns, in blocks that are as even as can be.
template <class Simd, bool Turned, int V>
void product_panel(const SmallProduct& p, std::size_t column, typename Simd::Mask last) {
  constexpr int kRows = Simd::rows(V);
  std::size_t row = 0;
  for (std::size_t blocks = (p.n + kRows - 1) / kRows; blocks > 0; --blocks) {
    const std::size_t rows = (p.n - row + blocks - 1) / blocks;
    block_of<Simd, Turned, V, kRows>(rows, p, row, column, last);
    row += rows;
  }
}

// One column: the inner product of each row with b.
inline void product_column(const SmallProduct& p) {
  for (std::size_t i = 0; i < p.n; ++i) {
    const float start = p.add ? p.c[i] : p.bias ? p.bias[0] : 0.0f;
    const float sum = start + inner(p.a + i * p.k, p.b, p.k);
    if (p.bend == SmallProduct::Bend::slope_of) {
      p.c[i] = p.value[i] > 0 ? sum : sum * p.slope;
      continue;
    }
    const float below = p.bend == SmallProduct::Bend::leaky_relu ? p.slope * sum : 0.0f;
    p.c[i] = p.bend != SmallProduct::Bend::none && below > sum ? below : sum;
  }
}

// Many sums at once hide the time that each takes: few rows need many columns for that.
template <class Simd, bool Turned>
void product_panels(const SmallProduct& p) {
  constexpr std::size_t kLanes = Simd::kLanes;
  const std::size_t registers = (p.m + kLanes - 1) / kLanes;
  const std::size_t widest = p.n <= std::size_t(Simd::rows(8)) ? 8 : Simd::kWidest;
  for (std::size_t done = 0; done < registers;) {
    const std::size_t left = registers - done, column = done * kLanes;
    std::size_t wide = widest;
    while (wide > left) wide /= 2;
    done += wide;
    const auto last = Simd::first(p.m - column - (wide - 1) * kLanes);
    if (wide == 8) product_panel<Simd, Turned, 8>(p, column, last);
    if (wide == 4) product_panel<Simd, Turned, 4>(p, column, last);
    if (wide == 2) product_panel<Simd, Turned, 2>(p, column, last);
    if (wide == 1) product_panel<Simd, Turned, 1>(p, column, last);
  }
}

template <class Simd>
void product(const SmallProduct& p) {
  if (p.turned) return product_panels<Simd, true>(p);
  if (p.m == 1) return product_column(p);
  product_panels<Simd, false>(p);
}

}  // namespace
}  // namespace discern
