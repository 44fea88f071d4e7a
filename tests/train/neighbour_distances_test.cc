#include "train/neighbour_distances.h"

#include <algorithm>

#include "base/random.h"
#include "train/catch.h"

namespace discern {
namespace {

// Records 0, 20, 40 ... 580 are the same and far from the others.
Matrix with_clump() {
  Random random(1, "records");
  Matrix x(600, 4);
  for (std::size_t i = 0; i < x.rows; ++i)
    for (std::size_t j = 0; j < x.cols; ++j) x.row(i)[j] = i % 20 == 0 ? 6 : float(random.normal());
  return x;
}

double usual(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + std::ptrdiff_t(values.size() / 2), values.end());
  return values[values.size() / 2];
}

}  // namespace

TEST_CASE("Anomalies that are alike do not look usual by each other") {
  const std::vector<double> by_few = neighbour_distances(with_clump(), 0);
  CHECK(by_few[0] == *std::min_element(by_few.begin(), by_few.end()));
  const std::vector<double> by_more = neighbour_distances(with_clump(), 0.05);
  REQUIRE(by_more.size() == 600);
  CHECK(by_more[0] > usual(by_more));
  CHECK(by_more[0] == by_more[580]);
}

}  // namespace discern
