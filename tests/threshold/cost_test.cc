#include "threshold/cost.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;
using V = std::vector<double>;

TEST_CASE("Expected costs by hand") {
  // Normal scores 1 2 3 4; anomalies 3.5 worth 10 and 1.5 worth 2.
  const std::vector<CostPoint> curve = cost_curve(V{1, 2, 3, 4}, V{3.5, 1.5}, V{10, 2}, {1, 4, 0.5});
  REQUIRE(curve.size() == 3);
  CHECK(curve[0].cost == Approx(0.5 * 12 / 2));
  CHECK(curve[1].cut == 3.5);
  CHECK(curve[1].false_alarm_rate == 0.25);
  CHECK(curve[1].recall == 0.5);
  CHECK(curve[1].cost == Approx(0.5 * 2 / 2 + 0.5 * 4 * 0.25));
  CHECK(curve[2].cost == Approx(0.5 * 4 * 0.75));
  CHECK(cheapest(curve).cut == 3.5);
}

TEST_CASE("No cut that is tried costs less, equal scores among them") {
  Random random(1, "cost test");
  V normal(300), anomalous(40), own(40);
  for (double& s : normal) s = std::round(4 * random.normal()) / 4;
  for (double& s : anomalous) s = std::round(4 * (2 + random.normal())) / 4;
  for (double& c : own) c = random.uniform() * 100;
  const Costs costs{2, 3, 0.02};
  const CostPoint best = cheapest(cost_curve(normal, anomalous, own, costs));
  for (double cut = -4; cut < 8; cut += 0.125) {
    double missed = 0, alarms = 0;
    for (std::size_t i = 0; i < anomalous.size(); ++i) missed += anomalous[i] < cut ? own[i] : 0;
    for (const double s : normal) alarms += s >= cut;
    CHECK(best.cost <= 0.02 * 2 * missed / 40 + 0.98 * 3 * alarms / 300 + 1e-12);
  }
}

TEST_CASE("False alarms that cost much, or anomalies that are rare, leave no alert worth it") {
  const CostPoint none = cheapest(cost_curve(V{1, 2, 3}, V{2.5}, {}, {1, 1000, 0.001}));
  CHECK(std::isinf(none.cut));
  CHECK(none.cost == Approx(0.001));
}

TEST_CASE("Costs that make no sense are refused") {
  check_fault(Fault::usage, "above 0", [] { cost_curve(V{1}, V{2}, {}, {0, 1, 0.1}); });
  check_fault(Fault::usage, "prevalence of 0", [] { cost_curve(V{1}, V{2}, {}, {1, 1, 0}); });
  check_fault(Fault::data, "0 anomalous scores", [] { cost_curve(V{1}, {}, {}, {1, 1, 0.1}); });
  check_fault(Fault::data, "2 costs for 1 anomalies", [] { cost_curve(V{1}, V{2}, V{1, 2}, {1, 1, 0.1}); });
  check_fault(Fault::data, "costs -1", [] { cost_curve(V{1}, V{2}, V{-1}, {1, 1, 0.1}); });
}
