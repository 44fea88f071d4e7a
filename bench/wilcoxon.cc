#include "bench/wilcoxon.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace discern::bench {
namespace {

constexpr std::size_t kMostExact = 25;

// P(sum <= least) where each of the ranks 1 to n counts with probability one half.
double lower_tail(std::size_t n, double least) {
  const std::size_t most = n * (n + 1) / 2;
  std::vector<double> ways(most + 1, 0.0);
  ways[0] = 1;
  for (std::size_t rank = 1; rank <= n; ++rank)
    for (std::size_t sum = most; sum >= rank; --sum) ways[sum] += ways[sum - rank];
  double below = 0;
  for (std::size_t sum = 0; double(sum) <= least; ++sum) below += ways[sum];
  return std::ldexp(below, -int(n));
}

double approximate(double n, double ties, double least) {
  const double mean = n * (n + 1) / 4;
  const double variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
  return std::erfc((mean - least) / std::sqrt(variance) / std::numbers::sqrt2);
}

}  // namespace

SignedRanks signed_ranks(std::vector<double> differences) {
  std::erase(differences, 0.0);
  std::sort(differences.begin(), differences.end(),
            [](double a, double b) { return std::abs(a) < std::abs(b); });
  SignedRanks out;
  out.pairs = differences.size();
  double ties = 0;  // sum of t^3 - t over groups of t
  for (std::size_t first = 0; first < out.pairs;) {
    std::size_t end = first + 1;
    while (end < out.pairs && std::abs(differences[end]) == std::abs(differences[first])) ++end;
    const double size = double(end - first), rank = double(first + 1 + end) / 2;
    ties += size * size * size - size;
    for (; first < end; ++first) (differences[first] > 0 ? out.positive : out.negative) += rank;
  }
  if (out.pairs == 0) return out;
  const double least = std::min(out.positive, out.negative);
  out.p = out.pairs <= kMostExact && ties == 0 ? std::min(1.0, 2 * lower_tail(out.pairs, least))
                                               : approximate(double(out.pairs), ties, least);
  return out;
}

}  // namespace discern::bench
