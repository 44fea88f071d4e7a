// The cut that labels prefer. Quality measured on the same records afterwards is flattered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "threshold/curves.h"

namespace discern {

struct Goal {
  // The names are written into model files and do not change.
  enum class Kind { f_beta, youden, recall_at_precision };
  Kind kind = Kind::f_beta;
  double beta = 1;         // f_beta: how many times recall counts as much as precision, > 0
  double precision = 0.9;  // recall_at_precision: at least this, in (0, 1]
};
std::string_view goal_name(Goal::Kind kind);
Goal::Kind goal_from(std::string_view name);  // Error(usage) that lists them

struct GoalCut {
  double cut = 0;    // alert: score >= cut; infinity if no cut has the precision
  double value = 0;  // F-beta, Youden's J or the recall at the cut
  double value_low = 0, value_high = 0, cut_low = 0, cut_high = 0;  // 95 %, of a stratified bootstrap
  double precision = 0, recall = 0, false_alarm_rate = 0;
};
// The best cut among the distinct scores, the highest of equals; in each resample the best one is looked for
// anew, so that the intervals hold the luck of the choice. Error(usage) for a beta or precision out of its
// range.
GoalCut best_cut(const Ranking& ranking, const Goal& goal, std::uint64_t seed = 0);

}  // namespace discern
