// One method on one split, as a user of the library would run it.
#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"
#include "bench/protocol.h"

namespace discern::bench {

// The figures of a run that say how good it was, in the order they are printed.
inline constexpr const char* kFigures[] = {
    "auroc", "auprc", "f1", "recall_at_1_percent", "train_seconds", "score_microseconds"};

// {"auroc": ..., ...} of kFigures, or {"failure": "..."} when a score is not finite, all are the same, or
// training or scoring throws.
Json run_method(const LabelledSet& set, const std::string& method, std::uint64_t seed);

}  // namespace discern::bench
