#include "report/watch.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "report/words.h"

namespace discern {

double CalibrationWatch::bound() const {
  return std::pow(10, -std::max(0.0, most));
}

std::string CalibrationWatch::text() const {
  if (alarm == 0)
    return fmt::format("The calibration holds as far as {} can show.", count_of(records, "record"));
  return fmt::format(
      "The calibration no longer holds from about record {} on (a chance of {:.1g} at most): the records "
      "have drifted, or "
      "are sorted; p-values and the rate of false alarms may be off.",
      readable(double(alarm)), bound());
}

CalibrationWatch watch_of(const ConformalMartingale& martingale) {
  return {martingale.records(), martingale.log_most() / std::log(10.0), martingale.alarm()};
}

ConformalMartingale martingale_for(const Conformal& calibration, const Rule& rule) {
  constexpr double kMostAside = 0.2;
  return ConformalMartingale(calibration.sorted(), std::min(kMostAside, rule.rate));
}

CalibrationWatch watch_calibration(const Conformal& calibration, const Rule& rule,
                                   std::span<const double> scores) {
  ConformalMartingale martingale = martingale_for(calibration, rule);
  for (const double score : scores) martingale.add(score);
  return watch_of(martingale);
}

}  // namespace discern
