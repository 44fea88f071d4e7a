// The generalised Pareto law, which the excesses of a sample over a high threshold follow in the limit
// (Pickands 1975).
#pragma once

#include <cstddef>
#include <span>

namespace discern {

// P(Y > y) = (1 + shape y / scale)^(-1 / shape) for y >= 0; exp(-y / scale) where shape is 0.
struct Pareto {
  double shape = 0;
  double scale = 1;  // > 0

  double survival(double y) const;      // in [0, 1]
  double quantile(double share) const;  // the y with P(Y > y) = share in (0, 1]
  double density_log(double y) const;   // -infinity beyond the end of a law with shape < 0
};

// excesses: > 0, finite, at least two of them different; any order unless said otherwise.
double log_likelihood(const Pareto& law, std::span<const double> excesses);
// Distance between law and sample that weighs the tails; 0 upwards, infinity if an excess is beyond the law's
// end.
double anderson_darling(const Pareto& law, std::span<const double> sorted);

// Probability-weighted moments (Hosking and Wallis 1987), from unbiased estimates. sorted: ascending. A fit
// may end before the largest excess.
Pareto fit_weighted_moments(std::span<const double> sorted);
// Maximum likelihood with shape >= -1: all stationary points of the profile in shape / scale, and both ends
// (Grimshaw 1993). `effort` is how many points the search starts from.
Pareto fit_maximum_likelihood(std::span<const double> excesses, std::size_t effort = 200);

struct ParetoFit {
  enum class By { weighted_moments, maximum_likelihood };
  Pareto law;
  By by = By::maximum_likelihood;
  double shape_error = 0, scale_error = 0;  // asymptotic standard errors; NaN where there are none
  double distance = 0;                      // anderson_darling
};
// The fit that lies nearer to the sample by anderson_darling; of two that are nearly as near, within a
// quarter, the weighted moments, which vary less in small samples. (The likelihood could only prefer the one
// that maximises it.)
ParetoFit fit_pareto(std::span<const double> sorted, std::size_t effort = 200);

}  // namespace discern
