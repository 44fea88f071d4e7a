// One stage of training as the caller sees it: progress, the wish to stop, the time there is, and
// checkpoints.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "train/best.h"
#include "train/learner.h"
#include "train/stateful.h"

namespace discern {

// Where a step stands.
struct Pace {
  double rate = 1;  // share of the learning rate: a cosine from 1 to 5 %
  double done = 0;  // share of the stage that is over, [0, 1]
};

// Use: keep() every part that steps change, then
//   for (std::int64_t step = stage.begin(); stage.goes_on(step, loss); ++step) ...
// A stage that a checkpoint says is finished makes no step, and its parts are as they were at its end.
class Stage {
 public:
  // name is unique within a training. At least `fewest` steps are made before a stop that keeps the best
  // state so far, or before the time is over: time_share of what the stages before have left of the context's
  // budget.
  Stage(LearnContext& context, std::string name, std::int64_t total, std::int64_t fewest = 0,
        double time_share = 1);

  // A part of the stage's state, by a name of its own; it outlives the stage's steps.
  Stage& keep(std::string name, Stateful& part);

  // Also ends when that is over; it outlives the stage's steps and is kept as `name`.
  Stage& watch(std::string name, Plateau& held_out);

  // The step to go on from: 0, or where the checkpoint was written, with every part as it was then. A stage
  // without parts begins anew.
  std::int64_t begin();

  // True if step (from 0) is to be made. Throws Interrupted when stopped and nothing is to be kept, after
  // writing the checkpoint if there is to be one.
  bool goes_on(std::int64_t step, double loss);

  // The time's share counts where it is larger than the steps', so that rate and noise fall in time.
  Pace pace(std::int64_t step) const;
  double rate_share(std::int64_t step) const { return pace(step).rate; }

  std::int64_t total() const { return total_; }

 private:
  using Clock = std::chrono::steady_clock;
  double seconds() const;
  bool over(std::int64_t step) const;
  void record(std::int64_t step, bool finished);

  LearnContext& context_;
  std::string name_;
  std::int64_t total_, fewest_;
  double allowance_;  // seconds
  const Plateau* held_out_ = nullptr;
  double seconds_before_ = 0;  // that the stage took before it was resumed
  bool finished_ = false;      // by the checkpoint
  Clock::time_point start_ = Clock::now();
  Clock::time_point recorded_ = start_;
  std::vector<std::pair<std::string, Stateful*>> parts_;
};

// Makes the steps of a stage that watches held_out: step(i), then look() where it is due, and at the end.
// loss: its last value is shown.
template <class Step, class Look>
void make_steps(Stage& stage, const Plateau& held_out, const Curve& loss, const Step& step,
                const Look& look) {
  std::int64_t i = stage.begin();
  for (; stage.goes_on(i, loss.last()); ++i) {
    step(i);
    if (held_out.due(i)) look();
  }
  if (i == 0 || !held_out.due(i - 1)) look();
}

}  // namespace discern
