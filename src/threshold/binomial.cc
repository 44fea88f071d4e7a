#include "threshold/binomial.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>

namespace discern {
namespace {

using Upward = boost::math::policies::policy<
    boost::math::policies::discrete_quantile<boost::math::policies::integer_round_up>>;
using Binomial = boost::math::binomial_distribution<double, Upward>;

boost::math::beta_distribution<> rate_law(std::uint64_t n, std::uint64_t rank) {
  return {double(rank), double(n + 1 - rank)};
}

}  // namespace

CountInterval binomial_interval(std::uint64_t n, double rate, double confidence) {
  if (n == 0 || rate <= 0) return {};
  if (rate >= 1) return {double(n), n, n};
  const Binomial law(double(n), rate);
  const double outside = (1 - confidence) / 2;
  return {double(n) * rate, std::uint64_t(quantile(law, outside)),
          std::uint64_t(quantile(complement(law, outside)))};
}

RateInterval rate_interval(std::uint64_t n, std::uint64_t rank, double confidence) {
  if (rank == 0) return {};
  if (rank > n) return {1, 1, 1};
  const auto law = rate_law(n, rank);
  const double outside = (1 - confidence) / 2;
  return {mean(law), quantile(law, outside), quantile(complement(law, outside))};
}

RateInterval observed_rate(std::uint64_t n, std::uint64_t above, double confidence) {
  const double outside = (1 - confidence) / 2;
  return {double(above) / double(n), above == 0 ? 0 : quantile(rate_law(n, above), outside),
          above >= n ? 1 : quantile(complement(rate_law(n, above + 1), outside))};
}

double rate_bound(std::uint64_t n, std::uint64_t rank, double confidence) {
  if (rank == 0) return 0;
  if (rank > n) return 1;
  return quantile(rate_law(n, rank), confidence);
}

}  // namespace discern
