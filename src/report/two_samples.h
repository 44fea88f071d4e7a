// Whether two samples are of one distribution.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "report/evaluation.h"

namespace discern {

// Largest difference of the two distribution functions; NaN counts as below all numbers. Neither is empty.
double kolmogorov_smirnov(std::vector<double> a, std::vector<double> b);
// Half the sum of |p - q| over all values; NaN is a value as others are. Neither is empty.
double total_variation(std::span<const double> a, std::span<const double> b);

// What 95 % of the distances between two samples of one distribution are at most. Kolmogorov's limit for n
// and m values; for the total variation its mean and McDiarmid's bound around it.
double kolmogorov_smirnov_chance(std::size_t n, std::size_t m);
double total_variation_chance(std::span<const double> a, std::span<const double> b);

// Absolute differences of the Pearson correlations of a's and b's columns [rows, width], over pairs of
// columns that stand in different groups; a constant correlates with nothing.
struct CorrelationDifference {
  double mean = 0, largest = 0;
  std::size_t first = 0, second = 0;  // where it is largest
};
CorrelationDifference compare_correlations(const Matrix& a, const Matrix& b,
                                           std::span<const std::size_t> groups);

// Share of rows whose nearest other row, of both samples together, is of their own sample; equal rows share
// their votes. As many rows in each, at least one. The interval is Wilson's, 95 %, for as many independent
// rows as there are votes: two rows that are each other's nearest have one between them (Schilling 1986).
struct NearestNeighbourShare {
  double share = 0;
  Interval interval;
};
NearestNeighbourShare nearest_neighbour_share(const Matrix& a, const Matrix& b);

// Wilson's 95 % interval of a share among n; n > 0.
Interval wilson(double share, double n);

}  // namespace discern
