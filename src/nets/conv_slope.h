// Where the outputs of a ConvNet go when its inputs move: what a search for a latent follows.
#pragma once

#include <cstddef>
#include <vector>

#include "nets/conv_net.h"

namespace discern {

// The network up to what its last layer sees: x -> f(x) of ConvNet::forward, pixel by pixel as a vector.
// At least two layers, and nothing joins at the last.
ConvNet features_of(const ConvNet& net);

// Immutable; one may be used by any number of threads, each with a Tape of its own.
class ConvSlope {
 public:
  // What forward() leaves for backward(); may be used with several networks in turn.
  struct Tape {
    std::vector<std::vector<float>> layers;  // [layer][n, out], after its activation; pixel by pixel
    std::vector<float> input, planes, gradient, scratch;
  };

  ConvSlope() = default;
  // Of a copy of net. Error(model) for silu, whose slope its value does not tell, and for numbers beside.
  explicit ConvSlope(ConvNet net);

  const ConvNet& net() const { return net_; }

  // x [n, inputs] -> [n, outputs] in tape, valid until its next use; the bits of ConvNet::forward.
  const float* forward(const float* x, std::size_t n, Tape& tape) const;
  // gradient [n, outputs]: d loss / d outputs -> out [n, inputs]: d loss / d inputs, of the last forward()
  // with this tape, of as many rows. A row's bits do not depend on n or on the other rows.
  void backward(const float* gradient, std::size_t n, Tape& tape, float* out) const;

 private:
  ConvNet net_;
  std::size_t widest_ = 0;
  std::vector<std::vector<float>> transposed_;  // [layer], as kernels/conv.h
};

}  // namespace discern
