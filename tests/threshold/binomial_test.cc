#include "threshold/binomial.h"

#include <catch2/catch.hpp>

#include "threshold/golden_scipy.h"

using namespace discern;

TEST_CASE("Rates of ranks are SciPy's beta quantiles") {
  for (const golden::RateLaw& law : golden::kRates) {
    const RateInterval found = rate_interval(law.n, law.rank);
    CHECK(found.low == Approx(law.low).epsilon(1e-9));
    CHECK(found.high == Approx(law.high).epsilon(1e-9));
    CHECK(found.mean == Approx(double(law.rank) / (law.n + 1)));
    CHECK(rate_bound(law.n, law.rank, 0.9) == Approx(law.bound).epsilon(1e-9));
  }
}

TEST_CASE("Counts are SciPy's binomial quantiles") {
  for (const golden::CountLaw& law : golden::kCounts) {
    const CountInterval found = binomial_interval(law.n, law.rate);
    CHECK(found.low == law.low);
    CHECK(found.high == law.high);
    CHECK(found.mean == Approx(law.n * law.rate));
  }
}

TEST_CASE("Counts and rates at their ends are certain") {
  CHECK(binomial_interval(10, 0).high == 0);
  CHECK(binomial_interval(0, 0.5).high == 0);
  CHECK(binomial_interval(10, 1).low == 10);
  CHECK(rate_interval(10, 0).high == 0);
  CHECK(rate_interval(10, 11).low == 1);
  CHECK(rate_bound(10, 0, 0.9) == 0);
  CHECK(rate_bound(10, 11, 0.9) == 1);
}
