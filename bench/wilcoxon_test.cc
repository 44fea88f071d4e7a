#include "bench/wilcoxon.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>

using namespace discern::bench;

namespace {

// Numbers that Python makes alike: state = (state * 1103515245 + 12345) % 2**31, (state >> 8) / 2**22 - 0.6.
std::vector<double> generated(std::size_t n, std::uint64_t state) {
  std::vector<double> values(n);
  for (double& value : values) {
    state = (state * 1103515245 + 12345) % (std::uint64_t(1) << 31);
    value = double(state >> 8) / double(1 << 22) - 0.6;
  }
  return values;
}

}  // namespace

TEST_CASE("signed ranks and their exact p, by hand") {
  // |d| ranks: 3, 1, 4, 5, 2, 6; the negative ones are 1 and 2. Of 64 signs five give a sum of at most 3.
  const SignedRanks found = signed_ranks({1.5, -0.5, 2.5, 3.5, -1, 4});
  CHECK(found.pairs == 6);
  CHECK(found.negative == 3);
  CHECK(found.positive == 18);
  CHECK(found.p == Approx(2 * 5 / 64.0));
}

TEST_CASE("signed ranks do not care which side is which") {
  std::vector<double> differences = generated(20, 3);
  const SignedRanks found = signed_ranks(differences);
  for (double& difference : differences) difference = -difference;
  const SignedRanks turned = signed_ranks(differences);
  CHECK(turned.p == found.p);
  CHECK(turned.positive == found.negative);
  CHECK(found.positive + found.negative == 210);
}

TEST_CASE("zeros are left out, and nothing is sure without differences") {
  CHECK(signed_ranks({0, 1.5, -0.5, 2.5, 0, 3.5, -1, 4}).p == signed_ranks({1.5, -0.5, 2.5, 3.5, -1, 4}).p);
  CHECK(signed_ranks({0, 0}).p == 1);
  CHECK(signed_ranks({}).pairs == 0);
  CHECK(signed_ranks({}).p == 1);
  CHECK(signed_ranks({-3}).p == 1);
  CHECK(signed_ranks({1, -2}).p == 1);  // the sums 1 and 2: not more than 1
}

TEST_CASE("ties share their mean rank") {
  const SignedRanks found = signed_ranks({1, -1, 2, 2, -2, 3, 4, 4, 5, -6});
  CHECK(found.negative == 1.5 + 4 + 10);
  CHECK(found.positive == 55 - 15.5);
}

// The expected p were printed by scipy.stats.wilcoxon of SciPy 1.10.1, mode "exact" up to 25 pairs without
// ties and "approx" otherwise.
TEST_CASE("p values are SciPy's") {
  CHECK(signed_ranks(generated(22, 5)).p == Approx(2.6226043701171875e-05).epsilon(1e-12));
  CHECK(signed_ranks(generated(25, 6)).p == Approx(0.005578815937042236).epsilon(1e-12));
  CHECK(signed_ranks(generated(26, 6)).p == Approx(0.0039431977414849115).epsilon(1e-10));
  CHECK(signed_ranks({1, -1, 2, 2, -2, 3, 4, 4, 5, -6}).p == Approx(0.21946693040984377).epsilon(1e-10));
  std::vector<double> quarters = generated(60, 7);
  for (double& value : quarters) value = std::nearbyint(value * 4) / 4;
  const SignedRanks found = signed_ranks(quarters);
  CHECK(found.pairs == 52);
  CHECK(found.p == Approx(5.164269074967192e-05).epsilon(1e-10));
}
