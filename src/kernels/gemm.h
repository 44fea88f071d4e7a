// Matrix products for scoring: by kernels of our own where b is small (small_product.h), else on oneDNN.
#pragma once

#include <cstddef>

namespace discern {

// Rows for callers who work in tiles: a multiple of what gemm computes at once, so that nothing is left over.
inline constexpr std::size_t kGemmRows = 144;

// c [n, m] = a [n, k] b [k, m] + beta c, all row by row. beta is 0 or 1; with 0, c need not be initialised.
// A row of c has the same bits whatever n is and wherever the row stands.
void gemm(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta, float* c);

// The same product but for the last bits, which may depend on n: quicker for a few rows.
void gemm_loose(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta,
                float* c);

// Products with one matrix turned as it lies, for training. On one thread; the last bits may depend on n, k
// and m, but on nothing else. c [n, m] = a [n, k] b^T + beta c, where b is [m, k]:
void gemm_nt(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta,
             float* c);
// c [n, m] = a^T b + beta c, where a is [k, n] and b [k, m]:
void gemm_tn(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta,
             float* c);

// from [n, m] -> to [m, n].
void transpose(std::size_t n, std::size_t m, const float* from, float* to);

// What gemm computes, as plainly as it can be written; tests and benchmarks compare the two.
void gemm_reference(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta,
                    float* c);

}  // namespace discern
