// Wilcoxon's signed-rank test of paired differences. Wilcoxon 1945, "Individual comparisons by ranking
// methods"; for classifiers over many data sets: Demsar 2006, "Statistical comparisons of classifiers over
// multiple data sets".
#pragma once

#include <cstddef>
#include <vector>

namespace discern::bench {

struct SignedRanks {
  std::size_t pairs = 0;  // differences that are not zero; the others are left out
  double positive = 0;    // sum of the ranks of positive differences
  double negative = 0;    // of negative ones; ties share the mean of their ranks
  double p = 1;           // two-sided
};

// differences: finite. p is exact for at most 25 pairs without ties; else that of the normal approximation
// with the variance corrected for ties, without continuity correction.
SignedRanks signed_ranks(std::vector<double> differences);

}  // namespace discern::bench
