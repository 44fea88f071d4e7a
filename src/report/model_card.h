// A model in one page for those who answer for it (Mitchell et al. 2019): what it is, what it learned from,
// whether training worked, how it is calibrated, and what it cannot do.
#pragma once

#include <string>

#include "detector/state.h"

namespace discern {

// Markdown. file: the model file as the user named it.
std::string model_card(const Detector::State& state, const std::string& file);

}  // namespace discern
