// Learning of EGBAD (methods/egbad.h).
#pragma once

#include "methods/egbad.h"
#include "train/learner.h"

namespace discern {

// As LearnerInfo::learn says.
Learned learn_egbad(const Matrix& normal, const std::map<std::string, std::string>& settings,
                    LearnContext& context);

}  // namespace discern
