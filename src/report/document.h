// The report as one JSON document: every number and sentence a reader sees, worked out once. The page only
// lays it out.
#pragma once

#include "base/json.h"
#include "report/findings.h"

namespace discern {

// {"format": 1, "view", "title", "input", "records", "alerts", "headline", "judgement", "notes": [text],
//  "rule": {...}, "quality": null or {...}, "histogram": {...}, "cases": [...], "columns": [name],
//  "alert_columns": [...], "drift": null or [...], "watch": {...}, "surprises": null or [...], "verdict":
//  {...}, "model":
//  {...}, "limits": [text]}, and the parts of document_parts.h. report.schema.json says it for programs.
// Error(data) when nothing was added, Error(usage) when options.normal is not among the labels.
Json report_document(const Findings& findings);

// What no report and no model can say: [text]
Json report_limits();

}  // namespace discern
