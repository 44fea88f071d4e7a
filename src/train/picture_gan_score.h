// Learning of `gan` for pictures (methods/picture_gan_score.h).
#pragma once

#include "train/learner.h"

namespace discern {

// As LearnerInfo::learn_pictures says. What is usual of critic and residual is that of a tenth of the
// pictures, which the networks do not learn from; fewer than kFewToHoldOut are both.
Learned learn_picture_gan_score(const Matrix& normal, const std::map<std::string, std::string>& settings,
                                LearnContext& context);

}  // namespace discern
