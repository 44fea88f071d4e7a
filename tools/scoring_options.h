// Options of the commands that score records.
#pragma once

#include <cstdint>
#include <string>

#include "detector/regions.h"
#include "discern/detector.h"
#include "tools/shared_options.h"

namespace discern {

struct ScoringOptions : ReadingOptions, VoiceOptions {
  std::string key, label;
  std::string explain = "alerts";
  std::int64_t reasons = 3;
  double map_rate = kRegionRate;
  double false_alarm_rate = 0;
  std::int64_t threads = 0;
  bool accept_failed = false;
};

template <class T>
void add_scoring(OptionTable<T>& table) {
  table.add("key", &T::key, "COL", "column that names a record in the results; else they are numbered from 1")
      .add("label", &T::label, "COL", "column that says what a record is, carried to the results")
      .add("explain", &T::explain, "WHICH", "whose reasons to work out", one_of({"none", "alerts", "all"}))
      .add("reasons", &T::reasons, "K", "reasons a record, at most", range(1, 20))
      .add("map-rate", &T::map_rate, "RATE",
           "pictures: regions are where pixels are among this share of the rarest on normal pictures",
           range(1e-6, 0.5))
      .add("false-alarm-rate", &T::false_alarm_rate, "RATE",
           "share of normal records that may alert, instead of the model's rule; 0: by that", range(0, 0.5))
      .add("threads", &T::threads, "N", "0: one a core", range(0, 256))
      .add("accept-failed", &T::accept_failed, "", "use a model whose training failed");
}

ScoreOptions library_options(const ScoringOptions& asked);

}  // namespace discern
