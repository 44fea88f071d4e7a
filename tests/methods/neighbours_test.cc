#include "methods/neighbours.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "base/random.h"
#include "methods/knn.h"
#include "testing/tables.h"

using namespace discern;
using namespace discern::testing;

namespace {

Matrix random_points(std::size_t n, std::uint64_t seed) {
  Random random(seed, "neighbours test");
  Matrix out(n, 2);
  for (float& v : out.data) v = float(random.normal());
  return out;
}

// The largest distance of a row of normal to the nearest row of kept, squared.
double uncovered(const Matrix& normal, const Matrix& kept) {
  double most = 0;
  for (std::size_t i = 0; i < normal.rows; ++i) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < kept.rows; ++j)
      nearest = std::min(nearest, squared_distance(normal.row(i), kept.row(j), normal.cols));
    most = std::max(most, nearest);
  }
  return most;
}

}  // namespace

TEST_CASE("a covering bank leaves no record farther than twice what the best choice would") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Matrix normal = random_points(9, seed);
    double best = std::numeric_limits<double>::infinity();
    Matrix three(3, 2);
    for (std::size_t a = 0; a < 9; ++a)
      for (std::size_t b = a + 1; b < 9; ++b)
        for (std::size_t c = b + 1; c < 9; ++c) {
          for (std::size_t j = 0; j < 2; ++j)
            three.row(0)[j] = normal.row(a)[j], three.row(1)[j] = normal.row(b)[j],
            three.row(2)[j] = normal.row(c)[j];
          best = std::min(best, uncovered(normal, three));
        }
    const Matrix kept = covering_bank(normal, 3, seed, "test");
    REQUIRE(kept.rows == 3);
    CHECK(uncovered(normal, kept) <= 4 * best + 1e-9);
  }
}

TEST_CASE("a covering bank takes one of each cluster, and of equal records one") {
  const Matrix clusters = table(1, {0, 0.1f, 0.2f, 50, 50.1f, 50.2f, -80, -80.1f});
  for (std::uint64_t seed = 0; seed < 8; ++seed)
    CHECK(uncovered(clusters, covering_bank(clusters, 3, seed, "test")) < 0.05);
  CHECK(covering_bank(table(1, {7, 7, 3, 7, 3, 7}), 4, 1, "test").rows == 2);
  CHECK(covering_bank(clusters, 100, 1, "test").rows == 8);
}

TEST_CASE("knn keeps records that cover the others where it is asked to") {
  const Matrix normal = table(1, {0, 0, 0, 0, 0, 0, 0, 9});
  Json resolved;
  const auto method = learn_knn(normal, {{"k", "1"}, {"bank", "2"}, {"bank-by", "cover"}}, 1, resolved);
  std::vector<float> out(2);
  const std::vector<float> x = {9, 1};
  method->score(x.data(), 2, out.data());
  CHECK(out == std::vector<float>{0, 1});
}
