// Learning of f-AnoGAN (methods/fanogan.h).
#pragma once

#include "methods/fanogan.h"
#include "train/learner.h"

namespace discern {

// The options with every 0 replaced by what suits n records of this width.
FanoganOptions resolve(FanoganOptions options, std::size_t n, std::size_t width);

// As LearnerInfo::learn says. Holds a tenth of the records back from the networks to choose the encoder by.
Learned learn_fanogan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                      LearnContext& context);
// LearnerInfo::safer: make_safer, and the encoder's rate likewise.
std::map<std::string, std::string> safer_fanogan(const std::map<std::string, std::string>& settings);

}  // namespace discern
