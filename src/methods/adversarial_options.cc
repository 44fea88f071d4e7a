#include "methods/adversarial_options.h"

namespace discern {

std::vector<std::string> objective_names() {
  return {"relativistic", "wasserstein", "hinge", "least_squares", "non_saturating", "minimax"};
}

}  // namespace discern
