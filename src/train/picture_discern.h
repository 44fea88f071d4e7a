// How the default method is learned from pictures.
#pragma once

#include <map>
#include <string>

#include "methods/picture_discern.h"
#include "train/learner.h"

namespace discern {

// normal [n >= PictureMemory::kLeast, pixels].
Learned learn_picture_discern(const Matrix& normal, const std::map<std::string, std::string>& settings,
                              LearnContext& context);

}  // namespace discern
