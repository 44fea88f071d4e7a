// Learning of the denoising auto-encoder (methods/dae.h).
#pragma once

#include "methods/dae.h"
#include "train/learner.h"

namespace discern {

// The options with every 0 replaced by what suits n records of this width.
DaeOptions resolve(DaeOptions options, std::size_t n, std::size_t width);

// As LearnerInfo::learn says. Least squares between the record and what is made of it with noise on.
Learned learn_dae(const Matrix& normal, const std::map<std::string, std::string>& settings,
                  LearnContext& context);

}  // namespace discern
