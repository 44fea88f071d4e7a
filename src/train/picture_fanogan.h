// Learning of f-AnoGAN on pictures (methods/picture_fanogan.h).
#pragma once

#include <map>
#include <string>

#include "train/learner.h"

namespace discern {

// As LearnerInfo::learn_pictures says.
Learned learn_picture_fanogan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                              LearnContext& context);

}  // namespace discern
