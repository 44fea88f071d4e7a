// Bootstrap samples of labelled records (Efron 1979), each kind by itself.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "threshold/curves.h"

namespace discern {

class Resampler {
 public:
  explicit Resampler(const Ranking& ranking);

  // As many anomalous and as many normal records as the ranking has, drawn with replacement; the groups stay
  // where they are, and some are empty. Good until the next call.
  const Ranking& draw(Random& random);

 private:
  Ranking drawn_;
  std::vector<std::uint32_t> anomalous_, normal_;  // the group of each record of the kind
};

}  // namespace discern
