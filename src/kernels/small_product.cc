#include "kernels/small_product.h"

#include "kernels/small_product_simd.h"

namespace discern {
namespace {

// Of b, in floats: beyond it oneDNN, which packs b, is quicker.
constexpr std::size_t kMostNumbers = std::size_t(1) << 16;

using Kernel = void (*)(const SmallProduct&);

Kernel choose() {
#ifdef DISCERN_X86_KERNELS
  if (__builtin_cpu_supports("avx512f")) return small_product_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return small_product_avx2;
#endif
  return nullptr;
}

}  // namespace

bool small_product(const SmallProduct& product) {
  static const Kernel kernel = choose();
  if (!kernel || product.k * product.m > kMostNumbers) return false;
  kernel(product);
  return true;
}

}  // namespace discern
