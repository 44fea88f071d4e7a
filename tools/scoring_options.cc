#include "tools/scoring_options.h"

namespace discern {

ScoreOptions library_options(const ScoringOptions& asked) {
  ScoreOptions out;
  out.key = asked.key;
  out.label = asked.label;
  out.explain = asked.explain == "none"  ? Explain::none
                : asked.explain == "all" ? Explain::all
                                         : Explain::alerts;
  out.reasons = std::size_t(asked.reasons);
  out.region_rate = asked.map_rate;
  out.threads = unsigned(asked.threads);
  out.false_alarm_rate = asked.false_alarm_rate;
  return out;
}

}  // namespace discern
