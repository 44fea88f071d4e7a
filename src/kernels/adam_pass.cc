#include "kernels/adam_pass.h"

#include <algorithm>
#include <cmath>

// Compiled without errno, so that a square root is one instruction for several numbers, and without fused
// products, so that all versions have the same bits.
#ifdef DISCERN_X86_KERNELS
#define DISCERN_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define DISCERN_CLONES
#endif

namespace discern {

DISCERN_CLONES void adam_pass(std::size_t size, AdamFactors now, float* __restrict values,
                              const float* __restrict gradient, float* __restrict mean,
                              float* __restrict square) {
  for (std::size_t i = 0; i < size; ++i) {
    const float g = gradient[i];
    mean[i] = now.beta1 * mean[i] + (1 - now.beta1) * g;
    square[i] = now.beta2 * square[i] + (1 - now.beta2) * g * g;
    values[i] -= now.rate * mean[i] / (std::sqrt(square[i]) * now.unbias + now.epsilon);
  }
}

DISCERN_CLONES void follow_pass(std::size_t size, float share, const float* __restrict values,
                                float* __restrict average) {
  for (std::size_t i = 0; i < size; ++i) average[i] += share * (values[i] - average[i]);
}

// One pass without branches: infinities and NaN make the sum of x - x NaN.
DISCERN_CLONES bool all_finite(std::size_t size, const float* numbers) {
  float lanes[16] = {};
  std::size_t i = 0;
  for (; i + 16 <= size; i += 16)
    for (std::size_t k = 0; k < 16; ++k) lanes[k] += numbers[i + k] - numbers[i + k];
  for (; i < size; ++i) lanes[0] += numbers[i] - numbers[i];
  bool all = true;
  for (const float lane : lanes) all = all && lane == 0;
  return all;
}

}  // namespace discern
