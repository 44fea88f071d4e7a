// The training verdict: checks that need no labels.
#pragma once

#include <cstdint>

#include "detector/calibration.h"
#include "detector/scoring.h"
#include "detector/verdict.h"

namespace discern {

// prepared: held-out normal records, at least one; components: theirs; calibration: made from those.
// false_alarm_rate: the one asked for; a calibration set that cannot support it is a warning.
// checks: what the method noted in training: "overfit" (critic's gap between training and held-out records,
// in deviations of its output), "diversity" (spread of generated against real records, 1 is right),
// "skipped_steps"; each is judged if it is there.
Verdict judge(const Method& method, const Calibration& calibration, const PreparedTable& prepared,
              const Matrix& components, const Json& checks, std::uint64_t seed, double false_alarm_rate);

}  // namespace discern
