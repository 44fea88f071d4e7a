#include "threshold/martingale.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace discern;

namespace {

std::vector<double> normals(Random& random, std::size_t n, double mean = 0) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(mean + random.normal());
  return out;
}

}  // namespace

TEST_CASE("Over 400 streams like the calibration set Ville's bound holds, however small the set") {
  for (const double aside : {0.0, 0.05}) {
    Random random(1, "martingale test");
    // Reaching 10 is likely enough to be counted: at most one in ten.
    int reached = 0, alarmed = 0;
    for (int run = 0; run < 400; ++run) {
      ConformalMartingale m(normals(random, 30), aside);
      for (const double score : normals(random, 600)) m.add(score);
      reached += m.log_most() >= std::log(10);
      alarmed += m.alarm() != 0;
    }
    CAPTURE(aside);
    CHECK(reached <= 40 + 3 * 6);
    CHECK(alarmed <= 4 + 3 * 2);
  }
}

TEST_CASE("A shift either way is found, and when") {
  for (const double shift : {0.7, -0.7}) {
    Random random(2, "martingale test");
    ConformalMartingale m(normals(random, 1000), 0.01);
    for (const double score : normals(random, 2000)) m.add(score);
    REQUIRE(m.alarm() == 0);
    for (const double score : normals(random, 1000, shift)) m.add(score);
    CHECK(m.alarm() > 2000);
    CHECK(m.alarm() < 2400);
    CHECK(m.records() == 3000);
    CHECK(m.log_most() >= m.log_value());
  }
}

TEST_CASE("Rare anomalies that are left aside are no drift") {
  Random random(3, "martingale test");
  ConformalMartingale with(normals(random, 2000), 0.05);
  for (int i = 0; i < 5000; ++i) {
    const double score = i % 25 ? random.normal() : 8 + random.normal();
    with.add(score);
  }
  CHECK(with.alarm() == 0);
}

TEST_CASE("Equal scores are ties, broken at random") {
  ConformalMartingale m(std::vector<double>(100, 1.0));
  for (int i = 0; i < 2000; ++i) m.add(1.0);
  CHECK(m.alarm() == 0);
  for (int i = 0; i < 500; ++i) m.add(1.5);
  CHECK(m.alarm() > 2000);
}
