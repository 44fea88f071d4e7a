// Decisions on a whole batch at a false discovery rate, and what a calibration set can support.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace discern {

// The largest p-value that the procedure of Benjamini and Hochberg (1995) rejects: the largest p_(k) <= k fdr
// / m; 0 if it rejects none. A record alerts when p <= it. With conformal p-values of one calibration set the
// expected share of false ones among the alerts is at most fdr (Bates et al. 2023). p: any order, in (0, 1];
// fdr in (0, 1).
double benjamini_hochberg_cut(std::span<const double> p_values, double fdr);
// [p_values] 1 for what it rejects.
std::vector<char> benjamini_hochberg(std::span<const double> p_values, double fdr);

// The smallest p-value is 1 / (n + 1), so that one record among m can be found at fdr only if n >= m / fdr
// - 1.
std::uint64_t least_calibration(std::uint64_t records, double fdr);
// The least fdr at which n calibration records let one of m be found: m / (n + 1), which may be above 1.
double supported_rate(std::uint64_t calibration, std::uint64_t records);
// How many records must reach the smallest p-value together before any of m is found.
std::uint64_t least_together(std::uint64_t calibration, std::uint64_t records, double fdr);

}  // namespace discern
