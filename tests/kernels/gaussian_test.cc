#include "kernels/gaussian.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace discern {
namespace {

TEST_CASE("a Gaussian's weights are symmetric, sum to 1 and fall as they should") {
  const std::vector<float> weights = gaussian_weights(1.4);
  REQUIRE(weights.size() == 13);
  CHECK(std::accumulate(weights.begin(), weights.end(), 0.0) == Approx(1));
  for (std::size_t i = 0; i < weights.size(); ++i) CHECK(weights[i] == weights[weights.size() - 1 - i]);
  CHECK(weights[7] / weights[6] == Approx(std::exp(-0.5 / (1.4 * 1.4))));
}

TEST_CASE("smoothing keeps a constant plane and agrees with the plain sum") {
  const std::size_t height = 9, width = 21;
  Random random(1, "gaussian test");
  std::vector<float> plane(height * width), out(plane.size()), plain(plane.size());
  for (float& v : plane) v = float(random.normal());
  for (const double sigma : {0.1, 0.7, 2.8, 11.2}) {
    const auto weights = gaussian_weights(sigma);
    smooth(plane.data(), height, width, weights, out.data());
    smooth_reference(plane.data(), height, width, weights, plain.data());
    for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == Approx(plain[i]).margin(1e-5));
    std::vector<float> flat(plane.size(), 0.25f);
    smooth(flat.data(), height, width, weights, flat.data());
    for (const float v : flat) CHECK(v == Approx(0.25f));
  }
}

}  // namespace
}  // namespace discern
