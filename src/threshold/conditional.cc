#include "threshold/conditional.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <string>

#include "base/fail.h"
#include "base/random.h"
#include "base/text.h"
#include "threshold/binomial.h"

namespace discern {
namespace {

constexpr std::string_view kNames[] = {"beta", "simes", "dkw", "monte_carlo"};
constexpr std::size_t kSimulated = 2000;

double log_choose(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

double simes(double n, double k, double confidence) {
  const double half = std::max(1.0, std::floor(n / 2)), i = n - k;
  if (i < half) return 1;
  return -std::expm1((std::log1p(-confidence) + log_choose(i, half) - log_choose(n, half)) / half);
}

double dkw(double n, double k, double confidence) {
  return std::min(1.0, k / n + std::sqrt(-std::log1p(-confidence) / (2 * n)));
}

// Ranks from 1 to n: each of the first, then fewer and fewer; between them the next one's bound serves.
std::vector<std::uint64_t> chosen_ranks(std::uint64_t n) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t rank = 1; rank < n; rank += std::max<std::uint64_t>(1, rank / 16)) out.push_back(rank);
  out.push_back(n);
  return out;
}

// Gamma(shape, 1), shape >= 1 (Marsaglia and Tsang 2000).
double gamma_draw(Random& random, double shape) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal(), root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

// The order statistics of n uniforms at these ranks, from sums of exponentials.
std::vector<double> uniform_order_statistics(Random& random, std::uint64_t n,
                                             const std::vector<std::uint64_t>& ranks) {
  std::vector<double> sums;
  double sum = 0;
  std::uint64_t before = 0;
  for (const std::uint64_t rank : ranks) {
    sum += gamma_draw(random, double(rank - before));
    sums.push_back(sum);
    before = rank;
  }
  sum += gamma_draw(random, double(n + 1 - before));
  for (double& value : sums) value /= sum;
  return sums;
}

// The level at which the quantiles of all ranks hold together with this confidence.
double common_level(std::uint64_t n, const std::vector<std::uint64_t>& ranks, double confidence,
                    std::uint64_t seed) {
  Random random(seed, "conditional bounds");
  std::vector<double> least;
  for (std::size_t s = 0; s < kSimulated; ++s) {
    const std::vector<double> u = uniform_order_statistics(random, n, ranks);
    double smallest = 1;
    for (std::size_t j = 0; j < ranks.size(); ++j)
      smallest = std::min(smallest, boost::math::ibetac(double(ranks[j]), double(n + 1 - ranks[j]), u[j]));
    least.push_back(smallest);
  }
  std::sort(least.begin(), least.end());
  // A new set's minimum is below this one with probability 1 - confidence at most.
  const auto rank = std::size_t((1 - confidence) * double(kSimulated + 1));
  return rank == 0 ? 0 : least[rank - 1];
}

std::vector<double> monte_carlo(std::uint64_t n, double confidence, std::uint64_t seed) {
  const std::vector<std::uint64_t> ranks = chosen_ranks(n);
  const double level = common_level(n, ranks, confidence, seed);
  std::vector<double> out;
  for (const std::uint64_t rank : ranks) out.resize(rank, level > 0 ? rate_bound(n, rank, 1 - level) : 1);
  return out;
}

}  // namespace

std::string_view bound_name(Bound bound) {
  return kNames[std::size_t(bound)];
}

Bound bound_from(std::string_view name) {
  const auto found = std::find(std::begin(kNames), std::end(kNames), name);
  const std::vector<std::string> known(std::begin(kNames), std::end(kNames));
  if (found == std::end(kNames))
    fail(Fault::usage, "bound \"{}\": not known{}; expected {}", name, did_you_mean(name, known),
         list_of(known));
  return Bound(found - std::begin(kNames));
}

std::vector<double> conditional_bounds(Bound bound, std::uint64_t n, double confidence, std::uint64_t seed) {
  std::vector<double> out;
  if (bound == Bound::monte_carlo) out = monte_carlo(n, confidence, seed);
  for (std::uint64_t k = out.size(); k < n; ++k)
    out.push_back(bound == Bound::beta    ? rate_bound(n, k + 1, confidence)
                  : bound == Bound::simes ? simes(double(n), double(k), confidence)
                                          : dkw(double(n), double(k), confidence));
  out.push_back(1);
  return out;
}

}  // namespace discern
