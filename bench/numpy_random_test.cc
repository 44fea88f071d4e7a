#include "bench/numpy_random.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "bench/protocol.h"

using namespace discern::bench;

namespace {

using Rows = std::vector<std::uint32_t>;

Rows counted(std::uint32_t n) {
  Rows rows(n);
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

}  // namespace

// The expected numbers were printed by NumPy 1.24.
TEST_CASE("raw numbers are NumPy's") {
  NumpyRandom random(7);
  CHECK(random.raw() == 11530976094092348043u);
  CHECK(random.raw() == 16550673365885938325u);
  CHECK(random.raw() == 14308875409591826786u);
}

TEST_CASE("permutations are NumPy's, one after the other") {
  struct Expected {
    std::uint64_t seed;
    Rows ten, five;
  };
  const Expected expected = GENERATE(Expected{0, {4, 6, 2, 7, 3, 5, 9, 0, 8, 1}, {0, 2, 3, 4, 1}},
                                     Expected{1, {8, 4, 7, 0, 1, 2, 5, 9, 6, 3}, {1, 0, 2, 3, 4}},
                                     Expected{2, {2, 0, 7, 6, 9, 5, 3, 4, 8, 1}, {4, 3, 2, 1, 0}},
                                     Expected{12345678901, {5, 8, 3, 1, 4, 7, 0, 9, 6, 2}, {3, 1, 2, 4, 0}});
  NumpyRandom random(expected.seed);
  CHECK(random.permutation(counted(10)) == expected.ten);
  CHECK(random.permutation(counted(5)) == expected.five);
}

TEST_CASE("long permutations are NumPy's") {
  const Rows order = NumpyRandom(0).permutation(counted(100'000));
  CHECK(Rows(order.begin(), order.begin() + 5) == Rows{18836, 43996, 91795, 93254, 38314});
  CHECK(Rows(order.end() - 3, order.end()) == Rows{81321, 48632, 33375});
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < order.size(); ++i) sum += order[i] * i % 1000003;
  CHECK(sum == 49898575561u);
}

TEST_CASE("a split trains on half of the normal records and tests on the others and all anomalies") {
  LabelledSet set{{"a"}, {}, {}};
  for (int i = 0; i < 12; ++i) {
    set.values.push_back(i);
    set.anomalous.push_back(i >= 10);
  }
  const Split parts = split(set, 0);
  // default_rng(0).permutation(10)[:5], then permutation of the other five and 10, 11.
  CHECK(parts.train == std::vector<double>{4, 6, 2, 7, 3});
  CHECK(parts.test.size() == 7);
  std::vector<double> seen = parts.train;
  seen.insert(seen.end(), parts.test.begin(), parts.test.end());
  std::sort(seen.begin(), seen.end());
  CHECK(seen == set.values);
  for (std::size_t i = 0; i < parts.test.size(); ++i)
    CHECK((parts.anomalous[i] != 0) == (parts.test[i] >= 10));
}
