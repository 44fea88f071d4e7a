// One dense layer: product, bias and activation in one pass over the output.
#pragma once

#include <cstddef>
#include <string_view>

namespace discern {

// The names are written into model files and do not change.
enum class Activation {
  none,
  leaky_relu,
  tanh,
  relu,
  elu,
  silu,
  sigmoid,
  elu_pair  // elu(t) in the first half of the units (rounded down), -elu(-t) in the others
};
std::string_view activation_name(Activation activation);
Activation activation_from(std::string_view name);  // Error(model) for a name nobody knows

inline constexpr float kLeakySlope = 0.2f;  // elu's constant is 1; silu is t sigmoid(t)

// out [n, outputs] = activation(x [n, inputs] weights [inputs, outputs] + bias [outputs]).
// Same bits for a row whatever n is. x and out do not overlap.
void dense(std::size_t n, std::size_t inputs, std::size_t outputs, const float* x, const float* weights,
           const float* bias, Activation activation, float* out);
void dense_reference(std::size_t n, std::size_t inputs, std::size_t outputs, const float* x,
                     const float* weights, const float* bias, Activation activation, float* out);

}  // namespace discern
