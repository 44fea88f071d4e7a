#include "threshold/discovery.h"

#include <algorithm>
#include <cmath>

namespace discern {
namespace {

// m / 0.1 is not exact: a hair above a whole number is that number.
std::uint64_t ceiling(double value) {
  return std::uint64_t(std::max(0.0, std::ceil(value - 1e-9 * std::max(1.0, value))));
}

}  // namespace

double benjamini_hochberg_cut(std::span<const double> p_values, double fdr) {
  std::vector<double> sorted(p_values.begin(), p_values.end());
  std::sort(sorted.begin(), sorted.end());
  const double m = double(sorted.size());
  for (std::size_t k = sorted.size(); k > 0; --k)
    if (sorted[k - 1] <= double(k) * fdr / m) return sorted[k - 1];
  return 0;
}

std::vector<char> benjamini_hochberg(std::span<const double> p_values, double fdr) {
  const double cut = benjamini_hochberg_cut(p_values, fdr);
  std::vector<char> out;
  for (const double p : p_values) out.push_back(p <= cut);
  return out;
}

std::uint64_t least_calibration(std::uint64_t records, double fdr) {
  return ceiling(double(records) / fdr - 1);
}

double supported_rate(std::uint64_t calibration, std::uint64_t records) {
  return double(records) / double(calibration + 1);
}

std::uint64_t least_together(std::uint64_t calibration, std::uint64_t records, double fdr) {
  return std::max<std::uint64_t>(1, ceiling(double(records) / (fdr * double(calibration + 1))));
}

}  // namespace discern
