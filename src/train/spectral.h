// Spectral normalisation by scaling back (Miyato et al. 2018 divide in the forward pass; Gouk et al. 2021
// project after the step, as here): the weights themselves stay small, so that nothing has to be folded in at
// the end.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "nets/mlp.h"
#include "train/stateful.h"

namespace discern {

class SpectralNorm : public Stateful {
 public:
  // Does nothing unless `on`; else scales mlp back at once.
  SpectralNorm(Mlp& mlp, bool on, Random& random);

  // Divides each weight matrix whose largest singular value is above 1 by it, as one round of power iteration
  // from the vector kept of the step before estimates it; so it is 1 up to what one step of training changes.
  void scale_back(Mlp& mlp);

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 private:
  std::vector<std::vector<float>> left_;  // [layers][inputs], unit length; empty: off
};

}  // namespace discern
