// The parts of the document that are long enough for a file of their own.
#pragma once

#include "report/findings.h"

namespace discern {

// {"kind", "text", "rate", "model_rate", "cut", "review", "reviews", "settings", "can_alert", "calibration",
//  "resolution", "expected": {"mean", "low", "high"}, "promise": [text],
//  "others": [{"rate", "alerts", "expected", with labels "precision", "recall", "false_alerts"}]}
Json rule_part(const Findings& findings);

// Null without labels. Areas are null if only one kind of record is there.
Json quality_part(const Findings& findings);

// The alerts among the strangest, then up to kBelow records below the line.
inline constexpr std::size_t kBelow = 10;
Json cases_part(const Findings& findings);
// How often a column is among the reasons of the listed alerts, most often first.
Json alert_columns_part(const Findings& findings);

Json drift_part(const Findings& findings);
// Whether the calibration still holds, by a martingale over the scores in their order:
// {"records", "most": the largest value as log10, "bound": the probability of as much at most, "alarm": record number or
//  null, "holds", "text"}
Json watch_part(const Findings& findings);
Json surprises_part(const Findings& findings);
Json model_part(const Findings& findings);
Json verdict_part(const Findings& findings);

}  // namespace discern
