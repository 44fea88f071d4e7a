// Learning of SO-GAAL and MO-GAAL (methods/gaal.h).
#pragma once

#include <vector>

#include "methods/gaal.h"
#include "nets/mlp.h"
#include "train/learner.h"
#include "train/torch.h"

namespace discern {

// Probabilities of being normal that `generators` generators aim for, by the discriminator's values [n, 1] on
// normal records: 1 of a single one, else the i / generators quantiles of sigmoid(values), i from 0.
std::vector<double> gaal_targets(const at::Tensor& values, std::int64_t generators);

// Two layers whose first result is, for noise in [0, 1]^width, uniform in the box of the normal records: the
// identity of the paper, where features are scaled to that interval.
Mlp gaal_generator(const Matrix& normal);

// The options with every 0 replaced by what suits n records, and no batch larger than n.
GaalOptions resolve(GaalOptions options, std::size_t n);

// As LearnerInfo::learn says. Hold a tenth of the records back from the networks to check them by.
Learned learn_so_gaal(const Matrix& normal, const std::map<std::string, std::string>& settings,
                      LearnContext& context);
Learned learn_mo_gaal(const Matrix& normal, const std::map<std::string, std::string>& settings,
                      LearnContext& context);

}  // namespace discern
