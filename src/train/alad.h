// Learning of ALAD (methods/alad.h).
#pragma once

#include "methods/alad.h"
#include "train/learner.h"

namespace discern {

// As LearnerInfo::learn says.
Learned learn_alad(const Matrix& normal, const std::map<std::string, std::string>& settings,
                   LearnContext& context);

}  // namespace discern
