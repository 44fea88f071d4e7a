// Binomial and beta laws: what a rate means for a count, and what a rank among calibration scores means for a
// rate.
#pragma once

#include <cstdint>

namespace discern {

struct CountInterval {
  double mean = 0;
  std::uint64_t low = 0, high = 0;  // both ends included
};
// Of n records that alert with probability `rate` each, within these counts at least `confidence` of the
// time. rate in [0, 1], confidence in (0, 1).
CountInterval binomial_interval(std::uint64_t n, double rate, double confidence = 0.95);

struct RateInterval {
  double mean = 0, low = 0, high = 0;
};
// The false-alarm rate of the cut that at most rank - 1 of n calibration scores reach is Beta(rank, n + 1 -
// rank) over calibration sets without ties (Vovk 2012). rank in [1, n]; rank 0 alerts never, beyond n always.
RateInterval rate_interval(std::uint64_t n, std::uint64_t rank, double confidence = 0.95);
// Of a cut that was not made from these n scores, of which `above` reach it (Clopper and Pearson 1934).
RateInterval observed_rate(std::uint64_t n, std::uint64_t above, double confidence = 0.95);
// The value that the rate of a rank stays below with probability `confidence`.
double rate_bound(std::uint64_t n, std::uint64_t rank, double confidence);

}  // namespace discern
