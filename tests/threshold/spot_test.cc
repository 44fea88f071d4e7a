#include "threshold/spot.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;

namespace {

std::vector<double> normals(Random& random, std::size_t n, double drift = 0) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(random.normal() + drift * double(i));
  return out;
}

}  // namespace

TEST_CASE("A stream of normal scores alarms at about the rate that was asked for") {
  for (const bool learn_alarms : {true, false}) {
    Random random(1, "spot test");
    double alarms = 0, records = 0, excesses = 0;
    for (int run = 0; run < 5; ++run) {
      Spot spot(normals(random, 2000), {1e-3, 0.98, 2000, learn_alarms});
      for (int i = 0; i < 20'000; ++i, ++records) {
        const Spot::Step step = spot.step(random.normal());
        alarms += step == Spot::Step::alarm;
        excesses += step == Spot::Step::excess;
      }
      if (learn_alarms) CHECK(spot.cut() == Approx(3.0902).epsilon(0.06));
    }
    CAPTURE(learn_alarms, alarms);
    CHECK(alarms / records == Approx(1e-3).margin(learn_alarms ? 3e-4 : 1.5e-3));
    CHECK(excesses / records == Approx(0.02).margin(0.004));
  }
}

TEST_CASE("An alarm teaches nothing, an excess does") {
  Random random(2, "spot test");
  Spot spot(normals(random, 2000), {1e-4, 0.98, 2000, false});
  const double cut = spot.cut();
  CHECK(spot.step(cut + 100) == Spot::Step::alarm);
  CHECK(spot.cut() == cut);
  CHECK(spot.seen() == 2000);
  CHECK(spot.step(spot.threshold()) == Spot::Step::normal);
  CHECK(spot.cut() == cut);
  CHECK(spot.step(std::nextafter(cut, 0)) == Spot::Step::excess);
  CHECK(spot.cut() > cut);
  CHECK(spot.seen() == 2002);
}

TEST_CASE("Only DSPOT follows a level that drifts") {
  constexpr double kDrift = 0.001;
  Random random(3, "spot drift");
  const std::vector<double> before = normals(random, 2000, kDrift);
  Spot still(before, {1e-3, 0.98, 2000, false});
  DriftSpot moving(before, 50, {1e-3, 0.98, 2000, false});
  double by_still = 0, by_moving = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double score = random.normal() + kDrift * double(2000 + i);
    by_still += still.step(score) == Spot::Step::alarm;
    by_moving += moving.step(score) == Spot::Step::alarm;
  }
  CHECK(by_still > 5000);
  CHECK(by_moving < 40);
  CHECK(moving.step(moving.cut() + 1e-9) == Spot::Step::alarm);
}

TEST_CASE("Few extremes and impossible rates are refused") {
  Random random(4, "spot test");
  const std::vector<double> few = normals(random, 100), many = normals(random, 2000);
  check_fault(Fault::data, "2 different calibration scores", [&] {
    Spot(std::vector<double>{1, 2, 3}, {1e-3, 0.2, 9, false});
  });
  check_fault(Fault::data, "expected 10 or more", [&] { Spot(few, {1e-3, 0.98, 2000, false}); });
  check_fault(Fault::data, "0 different", [&] {
    Spot(std::vector<double>(500, 1.0), {1e-3, 0.98, 2000, false});
  });
  check_fault(Fault::usage, "below 1 - level", [&] { Spot(many, {0.05, 0.98, 2000, false}); });
  check_fault(Fault::usage, "depth of 0", [&] { DriftSpot(many, 0, {}); });
}
