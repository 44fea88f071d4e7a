// A method whose score is what a finished discriminator says of a record: what fence_gan, so_gaal and mo_gaal
// train differently.
#pragma once

#include <memory>
#include <vector>

#include "methods/method.h"
#include "nets/mlp.h"

namespace discern {

// discriminator: width -> 1, unbounded, higher for normal records; mean [width] of those. The one component
// is -D(x), the logit of 1 - sigmoid(D(x)): the same order, without its ties near 0 and 1. A record is held
// against the mean.
std::unique_ptr<Method> make_discriminator_score(Mlp discriminator, std::vector<float> mean);
std::unique_ptr<Method> load_discriminator_score(const Archive& archive);

}  // namespace discern
