// The parts of the document that are long enough for a file of their own.
#pragma once

#include "report/findings.h"

namespace discern {

// {"kind", "text", "rate", "model_rate", "cut", "review", "reviews", "settings", "can_alert", "calibration",
//  "resolution", "expected": {"mean", "low", "high"}, "promise": [text],
//  "others": [{"rate", "alerts", "expected", with labels "precision", "recall", "false_alerts"}]}
Json rule_part(const Findings& findings);

// What other cuts would give, strangest first and never falling: {"cut": [score, or null for none], "rate":
// [p-value at the cut], "alerts", "low", "high": [expected if all were normal], with labels "true_alerts",
// "false_alerts", with amounts "amount": [of what alerts; with labels of its anomalies], "here": index of the
// cut in force or null}
Json threshold_part(const Findings& findings);
// {"miss", "false_alarm"} or null.
Json costs_part(const Findings& findings);
// Share of normal records that reach the cut of a promised rate, with 95 % intervals, or of all without
// labels:
// {"of": "normal" or "all", "promised", "observed", "low", "high"}
Json calibration_part(const Findings& findings);

// Null without labels. Areas are null if only one kind of record is there.
Json quality_part(const Findings& findings);

// The alerts among the strangest, then up to kBelow records below the line.
inline constexpr std::size_t kBelow = 10;
Json cases_part(const Findings& findings);
// How often a column is among the reasons of the listed alerts, most often first.
Json alert_columns_part(const Findings& findings);

// By time: {"column", "unit", "missing", "starts": [text], "records", "alerts", with labels "anomalous"};
// null without a time.
Json time_part(const Findings& findings);
// By weekday, Monday first, and hour: {"records", "alerts": [7][24]}; null where times have no dates or no
// hours.
Json hours_part(const Findings& findings);
// By value of a column, most alerts first: {"column", "left_out", "values": [{"value", "records", "alerts",
// "share", "low", "high", with labels "anomalous", "true_alerts", with amounts "amount" of what alerts}]};
// null without.
Json segments_part(const Findings& findings);
// The same of entities that alert: {"column", "entities", "alerting", "left_out", "values": [{"value",
// "records", "alerts", "highest", with amounts "amount"}]}
Json entities_part(const Findings& findings);
// {"column", "total", "alerting", with labels "anomalous", "caught", "caught_per_alert"}; null without.
Json money_part(const Findings& findings);

Json drift_part(const Findings& findings);
// Whether the calibration still holds, by a martingale over the scores in their order:
// {"records", "most": the largest value as log10, "bound": the probability of as much at most, "alarm":
// record number or
//  null, "holds", "text"}
Json watch_part(const Findings& findings);
// {"cases": [{"rank", "record", "score", "p_value", "p_value_text", "alert", "patient", "series", with labels
//  "label", "scan", "heat", "made", "nearest": data URI or null, "regions": [...]}], "maps", "made",
//  "nearest": whether any, "patients", "series": [{"name", "pictures", "alerts", "highest"}], "legend"}; null
//  without.
Json gallery_part(const Findings& findings);
Json surprises_part(const Findings& findings);
Json model_part(const Findings& findings);
Json verdict_part(const Findings& findings);

}  // namespace discern
