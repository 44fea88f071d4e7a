#include "methods/residual_bands.h"

#include <catch2/catch.hpp>
#include <cmath>

namespace discern {

TEST_CASE("a residual's bands are known by hand") {
  // 4 x 4: one halving, to 2 x 2. The upper left quarter is +-1 in stripes, the rest is 2.
  std::vector<float> residual(16, 2);
  for (const std::size_t i : {0u, 4u}) residual[i] = 1, residual[i + 1] = -1;
  const ResidualBands bands({4, 4, 1});
  REQUIRE(bands.size() == 10);
  std::vector<float> out(10);
  bands.measure(residual.data(), out.data());
  const auto energy = [&](std::size_t i) { return std::exp(double(out[i])); };
  CHECK(energy(0) == Approx(4 / 16.0).epsilon(1e-4));  // fine: the whole, then the quarters
  CHECK(energy(1) == Approx(1).epsilon(1e-4));
  CHECK(energy(2) == Approx(1e-6).epsilon(1e-4));
  CHECK(energy(5) == Approx(3).epsilon(1e-4));  // what is left: means 0, 2, 2, 2
  CHECK(energy(6) == Approx(1e-6).epsilon(1e-4));
  CHECK(energy(9) == Approx(4).epsilon(1e-4));
}

}  // namespace discern
