#include "report/document_parts.h"
#include "report/watch.h"

namespace discern {

Json watch_part(const Findings& f) {
  const CalibrationWatch watch = watch_calibration(f.model.conformal, f.rule(), f.scores);
  return {{"records", watch.records},  {"most", watch.most},
          {"bound", watch.bound()},    {"alarm", watch.alarm ? Json(watch.alarm) : Json(nullptr)},
          {"holds", watch.alarm == 0}, {"text", watch.text()}};
}

}  // namespace discern
