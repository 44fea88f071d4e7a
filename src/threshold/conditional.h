// False-alarm rates that hold for the calibration set at hand with a confidence, not only on average over
// sets.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace discern {

// The names are written into model files and do not change. beta holds for one rank chosen in advance, the
// others for all ranks at once.
enum class Bound { beta, simes, dkw, monte_carlo };
std::string_view bound_name(Bound bound);
Bound bound_from(std::string_view name);  // Error(usage) that lists them

// [n + 1]: entry k bounds from above, with probability `confidence` over calibration sets of n, the share of
// normal records whose score fewer than k + 1 calibration scores reach: those with a conformal p-value of (k
// + 1) / (n + 1) at most. Not decreasing; the last is 1. n >= 1, confidence in [0.5, 1). The seed matters to
// monte_carlo alone.
//   beta: quantile of Beta(k + 1, n - k) (Vovk 2012)
//   simes: generalised Simes inequality with k = n / 2 (Bates et al. 2023, section 4)
//   dkw: k / n + sqrt(log(1 / (1 - confidence)) / 2 n) (Massart 1990)
//   monte_carlo: quantiles of Beta(k + 1, n - k) at one level, found by simulating calibration sets
std::vector<double> conditional_bounds(Bound bound, std::uint64_t n, double confidence,
                                       std::uint64_t seed = 0);

}  // namespace discern
