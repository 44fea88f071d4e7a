#include "kernels/gemm.h"

#include <omp.h>
#include <oneapi/dnnl/dnnl.h>

#include "base/fail.h"

namespace discern {

void gemm(std::size_t n, std::size_t k, std::size_t m, const float* a, const float* b, float beta, float* c) {
  // One thread inside a product: scoring is parallel over blocks, and two spinning pools stall each other.
  thread_local const bool single = (omp_set_num_threads(1), true);
  static_cast<void>(single);
  const auto status = dnnl_sgemm('N', 'N', dnnl_dim_t(n), dnnl_dim_t(m), dnnl_dim_t(k), 1.0f, a, dnnl_dim_t(k), b,
                                 dnnl_dim_t(m), beta, c, dnnl_dim_t(m));
  if (status != dnnl_success) fail(Fault::usage, "oneDNN refused a {} x {} x {} product; report this", n, k, m);
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
