// Products whose right side fits into the second-level cache, by kernels of our own.
#pragma once

#include <cstddef>

namespace discern {

// c [n, m] = bend(start + a [n, k] b [k, m]), row by row; the start is c itself where it is added to, else
// the bias, else 0.
struct SmallProduct {
  // slope_of: times 1 where `value` is positive, else times `slope`: the way back through one of the others.
  enum class Bend { none, leaky_relu, relu, slope_of };

  std::size_t n, k, m;
  const float* a;
  const float* b;
  float* c;
  const float* bias = nullptr;  // [m]
  bool add = false;
  Bend bend = Bend::none;
  float slope = 0;               // of the leaky one, below 0
  const float* value = nullptr;  // [n, m]
  bool turned = false;           // a lies as [k, n]
};

// Computes it if this CPU has AVX-512 or AVX2 and FMA, and b is small; else does nothing and returns false,
// which depends on k and m alone. An element is one chain of fused multiply-adds in the order of k from its
// start, but for m = 1 and a not turned, where sixteen chains side by side are added in pairs: so its bits
// depend on neither n, its row's place nor the width of the CPU's registers.
bool small_product(const SmallProduct& product);

}  // namespace discern
