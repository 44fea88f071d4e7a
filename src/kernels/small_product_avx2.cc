#include "kernels/small_product_simd.h"

#if defined(__AVX2__) && defined(__FMA__)
#include "kernels/small_product_inl.h"

namespace discern {
namespace {

struct Avx2 {
  using Vector = __m256;
  using Mask = __m256i;
  static constexpr std::size_t kLanes = 8;
  static constexpr std::size_t kWidest = 2;

  // As for AVX-512, among 16 registers.
  static constexpr int rows(int v) { return v == 8 ? 1 : v == 4 ? 2 : v == 2 ? 6 : 12; }
  static Mask first(std::size_t lanes) { return first_of_eight(lanes); }
  static Vector all(float value) { return _mm256_set1_ps(value); }
  static Vector load(const float* from) { return _mm256_loadu_ps(from); }
  static Vector load(const float* from, Mask mask) { return _mm256_maskload_ps(from, mask); }
  static void store(float* to, Vector value) { _mm256_storeu_ps(to, value); }
  static void store(float* to, Vector value, Mask mask) { _mm256_maskstore_ps(to, mask, value); }
  static Vector multiply(Vector a, Vector b) { return _mm256_mul_ps(a, b); }
  static Vector multiply_add(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }
  static Vector larger(Vector a, Vector b) { return _mm256_max_ps(a, b); }  // b where one is no number
  static Vector where_positive(Vector value, Vector a, Vector b) {
    return _mm256_blendv_ps(b, a, _mm256_cmp_ps(value, _mm256_setzero_ps(), _CMP_GT_OQ));
  }
};

}  // namespace

void small_product_avx2(const SmallProduct& p) {
  product<Avx2>(p);
}

}  // namespace discern
#endif
