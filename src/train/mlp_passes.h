// Forward and backward through an Mlp in training by our own kernels, without LibTorch; train/mlp_node.h
// makes them part of autograd's graph.
#pragma once

#include <cstddef>
#include <vector>

#include "nets/mlp.h"

namespace discern {

// What a pass leaves for its way back. Buffers only grow: one that is used again allocates nothing.
struct MlpTape {
  std::vector<std::vector<float>> layers;  // [layer][n, out], after its activation
  std::vector<std::vector<float>> bends;   // [hidden layer][n, out]: d output / d what its activation took
  std::vector<float> sizes;                // of a monotone network, parameters as they count
  std::vector<float> above, below, weights;
};

// Whether these passes know the activations' slopes: all but silu, whose value does not tell.
bool has_passes(const MlpShape& shape);
// Whether the input gradient has: of piecewise linear networks of one linear output, whose slopes are
// constants.
bool has_gradient_passes(const MlpShape& shape);

// x [n, inputs] -> out [n, outputs]; the features are tape.layers[layers - 2].
void pass_forward(const Mlp& mlp, const float* x, std::size_t n, float* out, MlpTape& tape);
// The way back of the last pass_forward with this tape. above [n, outputs], features [n, features()]: d loss
// by out and by the features; either may be null. gradient, flat as mlp.parameters(), is added to and may be
// null; x_gradient [n, inputs] is written and may be null.
void pass_backward(const Mlp& mlp, const float* x, std::size_t n, MlpTape& tape, const float* above,
                   const float* features, float* gradient, float* x_gradient);

// d out / d x [n, inputs] at x [n, inputs]; with null for x, at the first n rows of the last pass_forward
// with this tape.
void pass_input_gradient(const Mlp& mlp, const float* x, std::size_t n, float* out, MlpTape& tape);
// above [n, inputs]: d loss by what the last pass_input_gradient with this tape made; gradient is added to.
void pass_input_gradient_backward(const Mlp& mlp, std::size_t n, MlpTape& tape, const float* above,
                                  float* gradient);

}  // namespace discern
