// The part of `discern evaluate` that compares synthetic with real records.
#pragma once

#include <string>
#include <vector>

#include "discern/detector.h"

namespace discern {

struct SyntheticFiles {
  std::vector<std::string> synthetic, real, training;  // training: none
};

// Reads the files, compares and prints, as JSON if asked.
void print_synthetic(const Detector& detector, const SyntheticFiles& files, const ReadOptions& reading,
                     bool json);

}  // namespace discern
