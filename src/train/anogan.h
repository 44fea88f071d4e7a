// Learning of AnoGAN (methods/anogan.h).
#pragma once

#include "methods/anogan.h"
#include "train/learner.h"

namespace discern {

// As LearnerInfo::learn says. Holds a tenth of the records back from the networks to check them by.
Learned learn_anogan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                     LearnContext& context);

}  // namespace discern
