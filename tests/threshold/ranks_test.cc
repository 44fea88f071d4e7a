#include "threshold/ranks.h"

#include <catch2/catch.hpp>

namespace discern {

TEST_CASE("Ranks begin with 1, and equal values share theirs") {
  CHECK(midranks({}).empty());
  CHECK(midranks({3, 1, 2}) == std::vector<double>{3, 1, 2});
  CHECK(midranks({5, 1, 5, 5, 0}) == std::vector<double>{4, 2, 4, 4, 1});
}

}  // namespace discern
