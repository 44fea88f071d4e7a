// The way back through an Mlp: how what is made of its outputs changes with its inputs. For scoring methods
// that search the inputs of a finished network.
#pragma once

#include <cstddef>
#include <vector>

#include "nets/mlp.h"

namespace discern {

// gradient [n, outputs] times d activation / d t, by the activation's value [n, outputs]; not for silu, whose
// value does not tell. t = 0 counts as below.
void bend(Activation activation, std::size_t n, std::size_t outputs, const float* value, float* gradient);

// One layer down: below [n, inputs] = (start + above [n, outputs] turned [outputs, inputs]) bent by the layer
// below, whose activation made value [n, inputs]; the start is below itself with add, else 0. A row's bits do
// not depend on n or on the other rows.
void descend(std::size_t n, std::size_t outputs, std::size_t inputs, const float* above, const float* turned,
             Activation activation, const float* value, bool add, float* below);
void descend_reference(std::size_t n, std::size_t outputs, std::size_t inputs, const float* above,
                       const float* turned, Activation activation, const float* value, bool add,
                       float* below);

// The network up to its last hidden layer: x -> f(x) of Mlp::forward. mlp has at least two layers.
Mlp features_of(const Mlp& mlp);

// Immutable; one may be used by any number of threads, each with a Tape of its own.
class MlpSlope {
 public:
  // What forward() leaves for backward(); may be used with several networks in turn.
  struct Tape {
    std::vector<std::vector<float>> layers;  // [layer][n, out], after its activation
    std::vector<float> gradient, scratch;
  };

  MlpSlope() = default;
  // Of a copy of mlp. Error(model) for silu, whose slope its value does not tell.
  explicit MlpSlope(Mlp mlp);

  const Mlp& net() const { return mlp_; }

  // x [n, inputs] -> [n, outputs] in tape, valid until its next use; the bits of Mlp::forward.
  const float* forward(const float* x, std::size_t n, Tape& tape) const;
  // gradient [n, outputs]: d loss / d outputs -> out [n, inputs]: d loss / d inputs, of the last forward()
  // with this tape, of as many rows. A row's bits do not depend on n or on the other rows.
  void backward(const float* gradient, std::size_t n, Tape& tape, float* out) const;
  // The same through gemm_reference.
  void backward_reference(const float* gradient, std::size_t n, Tape& tape, float* out) const;

 private:
  template <class Descend>
  void run_back(const float* gradient, std::size_t n, Tape& tape, float* out, Descend down) const;

  Mlp mlp_;
  std::vector<std::vector<float>> transposed_;  // [layer][out, in]
};

}  // namespace discern
