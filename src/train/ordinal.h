// A discriminator that learns in which order records are strange.
#pragma once

#include <cstdint>
#include <vector>

#include "base/matrix.h"
#include "nets/mlp.h"
#include "train/curve.h"
#include "train/learner.h"

namespace discern {

struct OrdinalOptions {
  std::int64_t steps = 800;
  std::int64_t rows = 24;  // of each level a step
  std::int64_t width = 64;
  std::int64_t patience = 0;  // Plateau's
};

struct Ordinal {
  Mlp network;  // evidence -> 1: mean over the levels h of the logit of "stranger than level h"
  Curve loss;
  Json held_out;  // curve of the loss on a tenth of each level's records
  std::int64_t skipped = 0;
};

// levels: evidence [n >= 1, evidences] of ever stranger records, the normal ones first; at least two. Every
// record trains the logit of every level; the network's value never falls as evidence rises.
Ordinal learn_ordinal(const std::vector<Matrix>& levels, const OrdinalOptions& options,
                      LearnContext& context);

// The mean of the outputs of a trained network, of at least one hidden layer, as a network that takes
// evidence as it comes: trained took (evidence - mean) / deviation, and its weights by their size.
Mlp settle(const Mlp& trained, double mean, double deviation);

}  // namespace discern
