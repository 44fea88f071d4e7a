#include "threshold/pareto.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "base/random.h"
#include "threshold/golden_scipy.h"

using namespace discern;

TEST_CASE("Fits are SciPy's to 1e-6") {
  for (const golden::ParetoSample& g : golden::kPareto) {
    const Pareto likely = fit_maximum_likelihood(g.sample), weighted = fit_weighted_moments(g.sample);
    CAPTURE(g.shape);
    CHECK(likely.shape == Approx(g.shape).epsilon(1e-6));
    CHECK(likely.scale == Approx(g.scale).epsilon(1e-6));
    CHECK(log_likelihood(likely, g.sample) == Approx(g.likelihood).epsilon(1e-9));
    CHECK(weighted.shape == Approx(g.moments_shape).epsilon(1e-9));
    CHECK(weighted.scale == Approx(g.moments_scale).epsilon(1e-9));
    CHECK(likely.survival(1) == Approx(g.survival_at_1).epsilon(1e-6));
    CHECK(likely.quantile(1e-3) == Approx(g.quantile_of_thousandth).epsilon(1e-6));
  }
}

TEST_CASE("Quantile and survival undo each other, through shape 0 without a step") {
  for (const double shape : {-0.7, -1e-13, 0.0, 1e-13, 1e-9, 0.4, 2.0}) {
    const Pareto law{shape, 1.5};
    for (const double share : {1.0, 0.5, 1e-3, 1e-9})
      CHECK(law.survival(law.quantile(share)) == Approx(share).epsilon(1e-6));
  }
  CHECK(Pareto{1e-13, 2}.quantile(1e-4) == Approx(Pareto{1e-9, 2}.quantile(1e-4)).epsilon(1e-6));
  CHECK(Pareto{-0.5, 1}.survival(2) == 0);
  CHECK(Pareto{-0.5, 1}.density_log(2.1) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("No law has a higher likelihood than the one of maximum likelihood") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed, "pareto test");
    const Pareto truth{1.6 * random.uniform() - 0.6, 1};
    std::vector<double> sample(50);
    for (double& y : sample) y = truth.quantile(1 - random.uniform());
    const Pareto fit = fit_maximum_likelihood(sample);
    const double most = log_likelihood(fit, sample);
    for (double shape = -0.95; shape < 2; shape += 0.05)
      for (double scale = 0.2; scale < 3; scale *= 1.1)
        REQUIRE(log_likelihood({shape, scale}, sample) <= most + 1e-9);
  }
}

TEST_CASE("Standard errors are the spread of the fits") {
  for (const double shape : {-0.2, 0.3}) {
    const Pareto truth{shape, 2};
    constexpr int kFits = 300, kSize = 400;
    Random random(41, "pareto errors");
    double sum[2] = {}, squares[2] = {}, said[2] = {};
    for (int f = 0; f < kFits; ++f) {
      std::vector<double> sample(kSize);
      for (double& y : sample) y = truth.quantile(1 - random.uniform());
      std::sort(sample.begin(), sample.end());
      const ParetoFit fit = fit_pareto(sample, 32);
      const double values[] = {fit.law.shape, fit.law.scale}, errors[] = {fit.shape_error, fit.scale_error};
      for (int i = 0; i < 2; ++i)
        sum[i] += values[i], squares[i] += values[i] * values[i], said[i] += errors[i];
    }
    for (int i = 0; i < 2; ++i) {
      const double spread = std::sqrt(squares[i] / kFits - std::pow(sum[i] / kFits, 2));
      CAPTURE(shape, i);
      CHECK(said[i] / kFits == Approx(spread).epsilon(0.2));
      CHECK(sum[i] / kFits == Approx(i ? 2 : shape).margin(0.05));
    }
  }
}

TEST_CASE("The fit that is kept is no further from the sample than a quarter, and never ends before it") {
  for (const golden::ParetoSample& g : golden::kPareto) {
    const ParetoFit fit = fit_pareto(g.sample);
    CHECK(fit.distance <= 1.25 * anderson_darling(fit_maximum_likelihood(g.sample), g.sample));
    CHECK(fit.distance <= 1.25 * anderson_darling(fit_weighted_moments(g.sample), g.sample));
    CHECK(fit.law.survival(g.sample.back()) > 0);
  }
}
