#include "detector/seed_spread.h"

#include <catch2/catch.hpp>
#include <vector>

#include "base/random.h"
#include "detector/fixture.h"

using namespace discern;

namespace {

constexpr std::size_t kRows = 500;

Matrix rows(std::size_t width) {
  Random random(5, "rows");
  Matrix out(kRows, width);
  for (float& value : out.data) value = float(random.normal());
  return out;
}

// A distance from zero along directions of its own.
class Projected : public discern::testing::DistanceFromZero {
 public:
  Projected(std::size_t width, std::uint64_t seed) : DistanceFromZero(width), random_(seed, "projected") {
    for (std::size_t f = 0; f < width; ++f) weights_.push_back(float(random_.normal()));
  }
  void score(const float* x, std::size_t n, float* out) const override {
    for (std::size_t i = 0; i < n; ++i) {
      float sum = 0;
      for (std::size_t f = 0; f < weights_.size(); ++f) sum += weights_[f] * x[i * weights_.size() + f];
      out[2 * i] = out[2 * i + 1] = sum;
    }
  }

 private:
  Random random_;
  std::vector<float> weights_;
};

void add(SeedSpread& spread, const Method& method, const Matrix& normal) {
  Matrix components(normal.rows, method.components().size() + 1);
  std::vector<float> own(method.components().size());
  for (std::size_t i = 0; i < normal.rows; ++i) {
    method.score(normal.row(i), 1, own.data());
    std::copy(own.begin(), own.end(), components.row(i));
  }
  spread.add(method, calibrate(method, components));
}

}  // namespace

TEST_CASE("Models that score alike have no seed spread") {
  const Matrix normal = rows(20);
  SeedSpread spread(normal, 1);
  for (int i = 0; i < 3; ++i) add(spread, discern::testing::DistanceFromZero(20), normal);
  CHECK(spread.correlation() == Approx(1));
  CHECK(spread.check().level == Verdict::Level::pass);
}

TEST_CASE("Models that score against each other fail") {
  const Matrix normal = rows(20);
  SeedSpread spread(normal, 1);
  add(spread, discern::testing::DistanceFromZero(20), normal);
  add(spread, discern::testing::DistanceFromZero(20, -1), normal);
  CHECK(spread.correlation() < -0.9);
  CHECK(spread.check().level == Verdict::Level::fail);
}

TEST_CASE("Models that have nothing to do with each other fail") {
  const Matrix normal = rows(20);
  SeedSpread spread(normal, 1);
  for (std::uint64_t seed = 0; seed < 4; ++seed) add(spread, Projected(20, seed), normal);
  CHECK(std::abs(spread.correlation()) < 0.3);
  CHECK(spread.check().level == Verdict::Level::fail);
}
