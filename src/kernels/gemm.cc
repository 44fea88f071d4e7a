#include "kernels/gemm.h"

#include <omp.h>
#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "kernels/one_thread.h"
#include "kernels/signals_held.h"
#include "kernels/small_product.h"

namespace discern {

namespace {

// oneDNN chooses its way through a product, and with it the bits, by the sizes: a row on its own, the rows
// left over by its registers (6 or 8), many rows, many columns. Rows in multiples of 12, 192 at most, and at
// most 256 columns are computed alike by its kernels for SSE 4.1, AVX, AVX2 and AVX-512.
constexpr std::size_t kUnit = 12;
constexpr std::size_t kMostRows = 192;
constexpr std::size_t kMostColumns = 256;

// Rows of both sides of a^T b that stay in the first-level cache while all of c is gone through.
constexpr std::size_t kDeep = 64;

// One thread inside a product: scoring is parallel over blocks, and two spinning pools stall each other.
void use_one_thread() {
  thread_local const bool done = (omp_set_num_threads(1), true);
  static_cast<void>(done);
}

struct Product {
  std::size_t k, m;
  const float* b;
  float beta;

  // Columns [first, first + columns) of n rows.
  void slice(std::size_t n, std::size_t first, std::size_t columns, const float* a, float* c) const {
    const auto status = dnnl_sgemm('N', 'N', dnnl_dim_t(n), dnnl_dim_t(columns), dnnl_dim_t(k), 1.0f, a,
                                   dnnl_dim_t(k), b + first, dnnl_dim_t(m), beta, c + first, dnnl_dim_t(m));
    if (status != dnnl_success)
      fail(Fault::usage, "oneDNN refused a {} x {} x {} product; report this", n, k, columns);
  }

  void rows(std::size_t n, const float* a, float* c) const {
    for (std::size_t j = 0; j < m; j += kMostColumns) slice(n, j, std::min(kMostColumns, m - j), a, c);
  }

  // n < kUnit rows, in company of zeros.
  void remainder(std::size_t n, const float* a, float* c) const {
    thread_local std::vector<float> scratch;
    if (scratch.size() < kUnit * (k + m)) scratch.resize(kUnit * (k + m));
    float* const in = scratch.data();
    float* const out = in + kUnit * k;
    std::fill(std::copy_n(a, n * k, in), out, 0.0f);
    if (beta != 0) std::fill(std::copy_n(c, n * m, out), out + kUnit * m, 0.0f);
    rows(kUnit, in, out);
    std::copy_n(out, n * m, c);
  }
};

void turned(char a_turned, char b_turned, std::size_t n, std::size_t k, std::size_t m, const float* a,
            const float* b, float beta, float* c) {
  if (n == 0 || m == 0) return;
  const OneThread one_thread;
  const SignalsHeld held;
  const auto status = dnnl_sgemm(a_turned, b_turned, dnnl_dim_t(n), dnnl_dim_t(m), dnnl_dim_t(k), 1.0f, a,
                                 dnnl_dim_t(a_turned == 'T' ? n : k), b, dnnl_dim_t(b_turned == 'T' ? k : m),
                                 beta, c, dnnl_dim_t(m));
  if (status != dnnl_success)
    fail(Fault::usage, "oneDNN refused a {} x {} x {} product; report this", n, k, m);
}

// a^T b + beta c by small products of kDeep rows; false where there are none, which depends on m and n alone.
bool small_tn(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta,
              float* c) {
  for (std::size_t l = 0; l < k; l += kDeep) {
    SmallProduct product{.n = n,
                         .k = std::min(kDeep, k - l),
                         .m = m,
                         .a = a + l * n,
                         .b = b + l * m,
                         .c = c,
                         .add = beta != 0 || l > 0,
                         .turned = true};
    if (m == 1) {  // its turned form has long rows
      std::swap(product.n, product.m);
      std::swap(product.a, product.b);
      product.turned = false;
    }
    if (!small_product(product)) return false;
  }
  return k > 0;
}

}  // namespace

void gemm(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta, float* c) {
  if (small_product({.n = n, .k = k, .m = m, .a = a, .b = b, .c = c, .add = beta != 0})) return;
  use_one_thread();
  const SignalsHeld held;
  const Product product{k, m, b, beta};
  const std::size_t whole = n - n % kUnit;
  for (std::size_t i = 0; i < whole; i += kMostRows)
    product.rows(std::min(kMostRows, whole - i), a + i * k, c + i * m);
  if (whole < n) product.remainder(n - whole, a + whole * k, c + whole * m);
}

void gemm_loose(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta,
                float* c) {
  if (small_product({.n = n, .k = k, .m = m, .a = a, .b = b, .c = c, .add = beta != 0})) return;
  turned('N', 'N', n, k, m, a, b, beta, c);
}

void gemm_nt(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta,
             float* c) {
  turned('N', 'T', n, k, m, a, b, beta, c);
}

void gemm_tn(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta,
             float* c) {
  if (!small_tn(n, k, m, a, b, beta, c)) turned('T', 'N', n, k, m, a, b, beta, c);
}

void transpose(std::size_t n, std::size_t m, const float* from, float* to) {
  constexpr std::size_t kBlock = 8;
  for (std::size_t j = 0; j < m; j += kBlock) {
    const std::size_t end = std::min(m, j + kBlock);
    std::size_t i = 0;
    for (; end == j + kBlock && i + kBlock <= n; i += kBlock)
      for (std::size_t c = 0; c < kBlock; ++c)
        for (std::size_t r = 0; r < kBlock; ++r) to[(j + c) * n + i + r] = from[(i + r) * m + j + c];
    for (; i < n; ++i)
      for (std::size_t c = j; c < end; ++c) to[c * n + i] = from[i * m + c];
  }
}

void gemm_reference(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta,
                    float* c) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < m; ++j) {
      double sum = beta == 0 ? 0.0 : double(beta) * double(c[i * m + j]);
      for (std::size_t l = 0; l < k; ++l) sum += double(a[i * k + l]) * double(b[l * m + j]);
      c[i * m + j] = float(sum);
    }
}

}  // namespace discern
