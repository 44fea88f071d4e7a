#include "methods/prototypes.h"

#include <catch2/catch.hpp>

#include "base/random.h"
#include "kernels/distances.h"

using namespace discern;

namespace {

// Around -10, 0 and 10, in turn.
Matrix three_clusters(std::size_t n) {
  Random random(1, "prototypes test");
  Matrix rows(n, 2);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < 2; ++j) rows.row(i)[j] = float(10 * double(i % 3) - 10 + 0.1 * random.normal());
  return rows;
}

double mean_distance(const Matrix& centres, const Matrix& rows) {
  std::vector<std::uint32_t> index(rows.rows);
  std::vector<double> distance(rows.rows);
  Bank(centres).nearest(rows.data.data(), rows.rows, 1, index.data(), distance.data());
  double sum = 0;
  for (const double d : distance) sum += d;
  return sum / double(rows.rows);
}

}  // namespace

TEST_CASE("Prototypes settle where the records are") {
  const Matrix rows = three_clusters(600);
  const Matrix centres = learn_prototypes(rows, 12, 3);
  REQUIRE(centres.rows == 12);
  CHECK(mean_distance(centres, rows) < 0.13);
  Matrix drawn(12, 2);
  std::copy_n(rows.data.begin(), drawn.data.size(), drawn.data.begin());
  CHECK(mean_distance(centres, rows) < mean_distance(drawn, rows));
}

TEST_CASE("One prototype is the mean, and there are never more than records") {
  Matrix rows(4, 1);
  rows.data = {1, 2, 3, 6};
  CHECK(learn_prototypes(rows, 1, 1).data == std::vector<float>{3});
  Matrix few = learn_prototypes(rows, 9, 1);
  REQUIRE(few.rows == 4);
  std::sort(few.data.begin(), few.data.end());
  CHECK(few.data == rows.data);
}

TEST_CASE("The same seed gives the same prototypes, equal records no infinite ones") {
  const Matrix rows = three_clusters(90);
  CHECK(learn_prototypes(rows, 5, 2).data == learn_prototypes(rows, 5, 2).data);
  Matrix equal(20, 1);
  std::fill(equal.data.begin(), equal.data.end(), 4.0f);
  for (const float value : learn_prototypes(equal, 3, 1).data) CHECK(value == 4);
}
