// How a discriminator that cannot contradict its evidence is learned.
#pragma once

#include <cstdint>
#include <vector>

#include "base/matrix.h"
#include "nets/monotone_net.h"
#include "train/curve.h"
#include "train/learner.h"

namespace discern {

struct Monotone {
  MonotoneNet network;  // evidence -> mean over the kinds of the logit of "of this kind, not normal"
  Curve loss;
};

// normal [n >= 1, evidences]; kinds: [>= 1, evidences] of what is not normal, a head each. One stage,
// "discriminator", of full logistic losses over random batches.
Monotone learn_monotone(const Matrix& normal, const std::vector<Matrix>& kinds, std::int64_t steps,
                        LearnContext& context);

}  // namespace discern
