// What a step of a GAN for tables needs of its critic, by the passes of train/mlp_passes.h alone: autograd's
// graph and small operations take as long as the products of 64 records.
#pragma once

#include <cstdint>
#include <vector>

#include "nets/mlp.h"
#include "train/mlp_passes.h"
#include "train/objective.h"
#include "train/penalties.h"

namespace discern {

// Buffers between calls, no state. Not thread-safe.
class DirectCritic {
 public:
  // Whether there is a way without a graph; else LibTorch takes the derivatives.
  static bool serves(const MlpShape& shape, const Objective& objective);

  // What a step of the critic is taken of. share: as penalties() says it. due: null in a step without
  // penalties, which look at the first `inputs` columns.
  struct Batch {
    at::Tensor real, fake, share;  // [n, width], [n, width], [n, 1]
    const PenaltyWeights* due = nullptr;
    std::int64_t inputs = 0;
    double smooth = 0;
  };
  // Adds the derivatives by critic's parameters to `gradient`; -> E D(real) - E D(fake).
  double add_gradient(const Mlp& critic, const Objective& objective, const Batch& batch, float* gradient);

  // d Objective::generator / d fake [n, width]; real as there.
  at::Tensor generator_slopes(const Mlp& critic, const Objective& objective, const at::Tensor& real,
                              const at::Tensor& fake);

 private:
  const float* join(const at::Tensor& first, const at::Tensor& second);
  void add_penalties(const Mlp& critic, const Batch& batch, float* gradient);

  MlpTape tape_;
  std::vector<float> rows_, values_, slopes_, norms_;
};

}  // namespace discern
