#include "train/stage.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "train/checkpoint.h"

namespace discern {

Stage::Stage(LearnContext& context, std::string name, std::int64_t total, std::int64_t fewest,
             double time_share)
    : context_(context),
      name_(std::move(name)),
      total_(total),
      fewest_(fewest),
      allowance_(context.time_budget > 0
                     ? std::max(1e-3, time_share * (context.time_budget - context.seconds_used))
                     : std::numeric_limits<double>::infinity()) {}

Stage& Stage::keep(std::string name, Stateful& part) {
  parts_.emplace_back(std::move(name), &part);
  return *this;
}

Stage& Stage::watch(std::string name, Plateau& held_out) {
  held_out_ = &held_out;
  return keep(std::move(name), held_out);
}

std::int64_t Stage::begin() {
  const Checkpoint::StageState* state =
      context_.checkpoint ? context_.checkpoint->find(context_.scope + name_) : nullptr;
  if (!state || parts_.empty()) return 0;
  for (const auto& [name, part] : parts_) part->load(state->parts, name);
  seconds_before_ = state->seconds;
  finished_ = state->finished;
  return state->step;
}

double Stage::seconds() const {
  return seconds_before_ + std::chrono::duration<double>(Clock::now() - start_).count();
}

bool Stage::over(std::int64_t step) const {
  return finished_ || step >= total_ || (held_out_ && held_out_->over()) ||
         (step >= fewest_ && seconds() >= allowance_);
}

void Stage::record(std::int64_t step, bool finished) {
  Checkpoint::StageState state{step, seconds(), finished, {}};
  for (const auto& [name, part] : parts_) part->save(state.parts, name);
  context_.checkpoint->set(context_.scope + name_, std::move(state));
  recorded_ = Clock::now();
}

bool Stage::goes_on(std::int64_t step, double loss) {
  bool more = !over(step);
  if (context_.stopped()) {
    if (!context_.keep_on_stop) {
      if (context_.checkpoint) {
        record(step, !more);
        context_.checkpoint->write();
      }
      throw Interrupted(context_.checkpoint != nullptr);
    }
    if (step >= fewest_) more = false;
  } else if (context_.checkpoint && !finished_) {
    if (!more) record(step, true);
    if (more && context_.checkpoint->due(recorded_)) {
      record(step, false);
      context_.checkpoint->write();
    }
  }
  const std::int64_t every = std::max<std::int64_t>(1, total_ / 200);
  if (context_.progress && (step % every == 0 || !more))
    context_.progress({name_, std::uint64_t(std::min(step, total_)), std::uint64_t(total_), loss});
  if (!more) context_.seconds_used += seconds();
  return more;
}

Pace Stage::pace(std::int64_t step) const {
  const double done = std::min(1.0, std::max(double(step) / double(total_), seconds() / allowance_));
  return {0.05 + 0.95 * 0.5 * (1 + std::cos(std::numbers::pi * done)), done};
}

}  // namespace discern
