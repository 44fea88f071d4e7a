// Whether the calibration holds for what is scored: a martingale's verdict in words.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "threshold/conformal.h"
#include "threshold/martingale.h"
#include "threshold/rule.h"

namespace discern {

struct CalibrationWatch {
  std::uint64_t records = 0;
  double most = 0;  // log10 of the largest value of the martingale
  std::uint64_t alarm =
      0;  // number, from 1, of the record at which it was ConformalMartingale::kAlarm; 0: never

  // Ville: the probability of as large a value if the records are like the calibration records, at most.
  double bound() const;
  std::string text() const;  // one sentence
};
CalibrationWatch watch_of(const ConformalMartingale& martingale);

// Records that the rule takes for anomalies are no bets.
ConformalMartingale martingale_for(const Conformal& calibration, const Rule& rule);
// scores in the order in which the records came.
CalibrationWatch watch_calibration(const Conformal& calibration, const Rule& rule,
                                   std::span<const double> scores);

}  // namespace discern
