#include "methods/adversarial_options.h"

namespace discern {

std::vector<std::string> objective_names() {
  return {"relativistic", "wasserstein", "hinge", "least_squares", "non_saturating", "minimax"};
}

std::vector<std::string> augmentation_names() {
  return {"shift", "flip_h", "brightness", "contrast", "cutout"};
}

}  // namespace discern
