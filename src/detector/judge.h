// The training verdict: checks that need no labels.
#pragma once

#include <cstdint>

#include "base/picture_shape.h"
#include "detector/calibration.h"
#include "detector/scoring.h"
#include "detector/verdict.h"

namespace discern {

// What the method noted as it learned; each is judged if it is there.
struct TrainingNotes {
  // name -> number: "overfit" (critic's gap between training and held-out records, in deviations of its
  // output), "skipped_steps".
  Json checks = Json::object();
  Json curves = Json::object();  // name -> {"step": [...], "value": [...]}
  // Whether the score is worth nothing where the generator makes the same few records again and again.
  bool rests_on_generator = false;
  PictureShape picture = {};  // of every record; none: records of a table
};

// prepared: held-out normal records, at least one; components: theirs; calibration: made from those.
// false_alarm_rate: the one asked for; a calibration set that cannot support it is a warning.
// Fails only where scores cannot be relied on: they are not finite, constant or inverted, the generator they
// rest on has collapsed, or training has diverged. What may be no harm to them is a warning.
Verdict judge(const Method& method, const Calibration& calibration, const PreparedTable& prepared,
              const Matrix& components, const TrainingNotes& notes, std::uint64_t seed,
              double false_alarm_rate);

}  // namespace discern
