#include "methods/residual_features.h"

#include <catch2/catch.hpp>
#include <vector>

#include "base/random.h"

namespace discern {
namespace {

std::vector<float> noise(std::size_t size, float strength) {
  Random random(1, "residual");
  std::vector<float> out(size);
  for (float& v : out) v = strength * float(random.normal());
  return out;
}

}  // namespace

TEST_CASE("A residual's features are those of a picture, and of a small one's enlarged") {
  const PictureShape shape{20, 17, 2};
  const std::vector<float> residual = noise(shape.size(), 0.1f);
  const PictureFeatures features(shape);
  std::vector<float> wanted(features.size()), found(wanted.size());
  features.compute(residual.data(), 1, wanted.data());
  ResidualFeatures(shape).measure(residual.data(), found.data());
  CHECK(found == wanted);

  const PictureShape small{8, 9, 2}, large{16, 18, 2};
  const std::vector<float> few = noise(small.size(), 0.1f);
  std::vector<float> many(large.size());
  for (std::size_t c = 0; c < 2; ++c)
    for (std::size_t y = 0; y < 16; ++y)
      for (std::size_t x = 0; x < 18; ++x)
        many[c * large.pixels() + y * 18 + x] = few[c * small.pixels() + y / 2 * 9 + x / 2];
  const ResidualFeatures of_small(small);
  REQUIRE(of_small.size() == PictureFeatures(large).size());
  wanted.resize(of_small.size()), found.resize(of_small.size());
  PictureFeatures(large).compute(many.data(), 1, wanted.data());
  of_small.measure(few.data(), found.data());
  CHECK(found == wanted);
}

}  // namespace discern
