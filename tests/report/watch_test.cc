#include "report/watch.h"

#include <catch2/catch.hpp>

#include "base/random.h"

using namespace discern;

TEST_CASE("The watch says that calibration holds, or from where on it does not") {
  Random random(1, "watch test");
  std::vector<double> calibration, scores;
  for (int i = 0; i < 1000; ++i) calibration.push_back(random.normal());
  const Conformal conformal(calibration);
  for (int i = 0; i < 1500; ++i) scores.push_back(random.normal());
  const CalibrationWatch calm = watch_calibration(conformal, Rule::of_rate(0.01), scores);
  CHECK(calm.alarm == 0);
  CHECK(calm.records == 1500);
  CHECK(calm.text() == "The calibration holds as far as 1,500 records can show.");
  for (int i = 0; i < 800; ++i) scores.push_back(1 + random.normal());
  const CalibrationWatch moved = watch_calibration(conformal, Rule::of_rate(0.01), scores);
  CHECK(moved.alarm > 1500);
  CHECK(moved.alarm < 1800);
  CHECK(moved.bound() < 0.01);
  CHECK_THAT(moved.text(), Catch::Contains("no longer holds from about record 1,"));
}
