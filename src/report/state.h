// The inside of a Report.
#pragma once

#include "report/findings.h"

namespace discern {

struct Report::State : Findings {
  Detector detector;

  State(Detector of, ReportOptions asked);
};

}  // namespace discern
