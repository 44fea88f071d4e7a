// One stage of training as the caller sees it: progress, and the wish to stop.
#pragma once

#include <cstdint>
#include <string>

#include "train/learner.h"

namespace discern {

class Stage {
 public:
  // At least `fewest` steps are made before a stop that keeps the best state so far.
  Stage(LearnContext& context, std::string name, std::int64_t total, std::int64_t fewest = 0)
      : context_(context), name_(std::move(name)), total_(total), fewest_(fewest) {}

  // True if step (from 0) is to be made. Throws Interrupted when stopped and nothing is to be kept.
  bool goes_on(std::int64_t step, double loss) const;

  // Share of the learning rate at this step: a cosine from 1 to 5 %.
  double rate_share(std::int64_t step) const;

  std::int64_t total() const { return total_; }

 private:
  LearnContext& context_;
  std::string name_;
  std::int64_t total_, fewest_;
};

}  // namespace discern
