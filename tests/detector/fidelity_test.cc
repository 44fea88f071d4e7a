#include "detector/fidelity.h"

#include <catch2/catch.hpp>
#include <vector>

#include "base/random.h"

using namespace discern;

namespace {

Matrix line(const std::vector<float>& values) {
  Matrix out(values.size(), 1);
  out.data = values;
  return out;
}

// Around `modes` places 20 apart.
Matrix cloud(std::size_t n, std::size_t modes, std::uint64_t seed) {
  Random random(seed, "cloud");
  Matrix out(n, 3);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t f = 0; f < 3; ++f)
      out.row(i)[f] = float(random.normal()) + (f == 0 ? 20 * float(i % modes) : 0);
  return out;
}

}  // namespace

TEST_CASE("Fidelity worked out by hand") {
  // Radii to the nearest other: real 1, 1, 2, 4; made 0.5, 0.5, 90.5.
  const Fidelity found = fidelity(line({0, 1, 3, 7}), line({9, 9.5, 100}), 1);
  CHECK(found.precision == Approx(2.0 / 3));  // 9 and 9.5 are within 4 of 7
  CHECK(found.recall == 0);                   // 7 is 2 from 9 and 93 from 100
  CHECK(found.density == Approx(2.0 / 3));
  CHECK(found.coverage == Approx(0.25));
  CHECK(found.spread == Approx(0.5 / 2));  // upper medians
  CHECK(fidelity(line({0, 1, 3, 9.7F}), line({9, 9.5, 100}), 1).recall == Approx(0.25));
}

TEST_CASE("More of the same scores near the best, half the modes half the coverage") {
  const Matrix real = cloud(600, 2, 1);
  const Fidelity same = fidelity(real, cloud(600, 2, 2), 5);
  for (const double share : {same.precision, same.recall, same.coverage}) CHECK(share > 0.9);
  CHECK(same.density == Approx(1).margin(0.1));
  CHECK(same.spread == Approx(1).margin(0.1));
  const Fidelity half = fidelity(real, cloud(600, 1, 2), 5);
  CHECK(half.precision > 0.9);
  CHECK(half.recall == Approx(0.5).margin(0.1));
  CHECK(half.coverage == Approx(0.5).margin(0.1));
}

TEST_CASE("One record again and again covers nothing") {
  const Fidelity found = fidelity(cloud(300, 1, 1), Matrix(300, 3), 5);
  CHECK(found.precision == 1);
  CHECK(found.recall == 0);
  CHECK(found.spread == 0);
  CHECK(found.coverage < 0.1);
}
