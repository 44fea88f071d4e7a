// Adam over one flat array of parameters (Kingma and Ba 2015), in one pass.
#pragma once

#include <cstddef>
#include <vector>

namespace discern {

struct AdamOptions {
  double rate = 2e-4;
  double beta1 = 0;
  double beta2 = 0.9;
  double epsilon = 1e-8;
};

class Adam {
 public:
  Adam(std::size_t size, AdamOptions options);

  // Moves values [size] against gradient [size] and sets gradient to zero; rate_share scales the rate.
  // False, and values unmoved, if the gradient is not finite.
  bool step(float* values, float* gradient, double rate_share = 1);

  // Forgets the moments: for parameters that were set from outside.
  void restart();

 private:
  AdamOptions options_;
  std::vector<float> mean_, square_;
  std::size_t steps_ = 0;
};

}  // namespace discern
