// What an alert rule promises about records that are all normal.
#pragma once

#include <cstdint>

#include "threshold/conformal.h"
#include "threshold/rule.h"

namespace discern {

struct FalseAlarms {
  double mean = 0;
  std::uint64_t low = 0, high = 0;  // 95 % of the time the count is within, both ends included
};

// Alerts among `records` fresh normal records under p <= rate, with p-values from `calibration` normal
// records, the luck of the calibration set included: a beta-binomial count with a = floor(rate (calibration +
// 1)) and b = calibration + 1 - a (Vovk 2012, for the share; the count of records on top). a = 0: no record
// can alert.
FalseAlarms false_alarms(std::uint64_t records, std::uint64_t calibration, double rate);

// The same of any rule: of a cut that calibration scores count as above, of one that lies beyond them by the
// binomial law alone; of a weighted one by its effective size. By a false discovery rate none is expected.
FalseAlarms false_alarms(std::uint64_t records, const Conformal& calibration, const Rule& rule);

}  // namespace discern
