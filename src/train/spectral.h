// Spectral normalisation by scaling back (Miyato et al. 2018 divide in the forward pass; Gouk et al. 2021
// project after the step, as here): the weights themselves stay small, so that nothing has to be folded in at
// the end.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "train/network_view.h"
#include "train/stateful.h"

namespace discern {

class SpectralNorm : public Stateful {
 public:
  // Does nothing unless `on`; else scales the matrices among parameters back at once.
  SpectralNorm(std::vector<WeightMatrix> matrices, std::vector<float>& parameters, bool on, Random& random);

  // Divides each weight matrix whose largest singular value is above 1 by it, as one round of power iteration
  // from the vector kept of the step before estimates it; so it is 1 up to what one step of training changes.
  void scale_back(std::vector<float>& parameters);

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 private:
  std::vector<WeightMatrix> matrices_;
  std::vector<std::vector<float>> left_;  // [matrices][rows], unit length; empty: off
};

}  // namespace discern
