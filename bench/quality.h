// One method on one split, as a user of the library would run it.
#pragma once

#include <cstdint>

#include "base/json.h"
#include "bench/protocol.h"
#include "bench/variant.h"

namespace discern::bench {

// {"auroc": ..., ...} of kFigures in bench/summary.h, or {"failure": "..."} when a score is not finite, all
// are the same, or training or scoring throws.
Json run_method(const LabelledSet& set, const Variant& variant, std::uint64_t seed);

}  // namespace discern::bench
