// What one thread of this machine can do at most, measured by what comes closest to it.
#pragma once

#include "bench/measurements.h"

namespace discern::bench {

// The rounds of each: the limit is the fastest.
struct Limits {
  Measurement product;  // flop/s of dnnl_sgemm, by the best of several large shapes
  Measurement memory;   // B/s of a = b + s c (triad) or of memcpy, read and written bytes, beyond all caches
  Measurement reading;  // B/s of read() from a file that the page cache holds
};

// least: seconds each round of each takes.
Limits measure_limits(int rounds, double least);

// The largest of rounds: of speeds the most is the limit.
double limit(const Measurement& measured);

// Those of this process, measured once, when first asked for.
const Limits& limits();

}  // namespace discern::bench
