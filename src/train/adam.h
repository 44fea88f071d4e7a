// Adam over one flat array of parameters (Kingma and Ba 2015), in one pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "train/stateful.h"

namespace discern {

struct AdamOptions {
  double rate = 2e-4;
  double beta1 = 0;
  double beta2 = 0.9;
  double epsilon = 1e-8;
  double clip = 0;  // a longer gradient is shortened to this norm; 0: none is
};

class Adam : public Stateful {
 public:
  Adam(std::size_t size, AdamOptions options);

  // Moves values [size] against gradient [size] and sets gradient to zero; rate_share scales the rate.
  // False, and values unmoved, if the gradient is not finite.
  bool step(float* values, float* gradient, double rate_share = 1);

  // Forgets the moments, for parameters that were set from outside, and goes on at `rate_factor` times the
  // rate of before.
  void restart(double rate_factor = 1);
  double rate() const { return options_.rate * rate_factor_; }

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 private:
  void shorten(float* gradient) const;

  AdamOptions options_;
  std::vector<float> mean_, square_;
  double rate_factor_ = 1;
  std::uint64_t steps_ = 0;
};

}  // namespace discern
