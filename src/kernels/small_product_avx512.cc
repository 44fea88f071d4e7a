#include "kernels/small_product_simd.h"

#ifdef __AVX512F__
#include "kernels/small_product_inl.h"

namespace discern {
namespace {

struct Avx512 {
  using Vector = __m512;
  using Mask = __mmask16;
  static constexpr std::size_t kLanes = 16;
  static constexpr std::size_t kWidest = 4;  // registers of columns where there are many rows

  // That many rows of V registers leave room for a row of b and a number of a among 32.
  static constexpr int rows(int v) { return v == 8 ? 2 : v == 4 ? 6 : 12; }
  static Mask first(std::size_t lanes) { return lanes >= kLanes ? Mask(0xFFFF) : Mask((1u << lanes) - 1); }
  static Vector all(float value) { return _mm512_set1_ps(value); }
  static Vector load(const float* from) { return _mm512_loadu_ps(from); }
  static Vector load(const float* from, Mask mask) { return _mm512_maskz_loadu_ps(mask, from); }
  static void store(float* to, Vector value) { _mm512_storeu_ps(to, value); }
  static void store(float* to, Vector value, Mask mask) { _mm512_mask_storeu_ps(to, mask, value); }
  static Vector multiply(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
  static Vector multiply_add(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }
  // b where one is no number. g++ 12 warns of its own _mm512_max_ps (GCC bug 105593).
  static Vector larger(Vector a, Vector b) { return _mm512_maskz_max_ps(Mask(0xFFFF), a, b); }
  static Vector where_positive(Vector value, Vector a, Vector b) {
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_GT_OQ), b, a);
  }
};

}  // namespace

void small_product_avx512(const SmallProduct& p) {
  product<Avx512>(p);
}

}  // namespace discern
#endif
