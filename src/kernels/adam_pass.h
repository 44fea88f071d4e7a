// The loops over a network's parameters that a step of training ends with.
#pragma once

#include <cstddef>

namespace discern {

// What one step of Adam multiplies by (Kingma and Ba 2015): the rate over 1 - beta1^t, and the root of
// 1 / (1 - beta2^t).
struct AdamFactors {
  float beta1, beta2, rate, unbias, epsilon;
};

// values [size] go against gradient [size]; mean and square [size] are the moments. The same bits on every
// CPU. No two of them overlap.
void adam_pass(std::size_t size, AdamFactors now, float* values, const float* gradient, float* mean,
               float* square);

// average [size] += share (values - average).
void follow_pass(std::size_t size, float share, const float* values, float* average);

bool all_finite(std::size_t size, const float* numbers);

}  // namespace discern
