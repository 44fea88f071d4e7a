// How the default method and its sibling without a memory are learned.
#pragma once

#include <map>
#include <string>

#include "methods/discern.h"
#include "train/learner.h"

namespace discern {

// The options with everything chosen that was left at 0, for n records of
// this width.
DiscernOptions resolve(DiscernOptions options, std::size_t n, std::size_t width);

Learned learn_discern(const Matrix& normal, const std::map<std::string, std::string>& settings,
                      LearnContext& context);
// Method gan: the same with prototypes for a memory.
Learned learn_gan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                  LearnContext& context);
// LearnerInfo::safer: a lower rate.
std::map<std::string, std::string> safer_discern(const std::map<std::string, std::string>& settings);
std::map<std::string, std::string> safer_gan(const std::map<std::string, std::string>& settings);

}  // namespace discern
