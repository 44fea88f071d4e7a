#include "detector/judge.h"

#include <catch2/catch.hpp>

#include "detector/fixture.h"

using namespace discern;

namespace {

Verdict verdict_of(const Method& method, const Json& checks = Json::object(), double rate = 0.01) {
  const auto state = discern::testing::state();
  const PreparedTable held = prepare(state->preparation, discern::testing::normal_table(300, 3));
  const Matrix components = components_of(method, held);
  return judge(method, calibrate(method, components), held, components, checks, 1, rate);
}

class Constant : public discern::testing::DistanceFromZero {
 public:
  using DistanceFromZero::DistanceFromZero;
  void score(const float*, std::size_t n, float* out) const override { std::fill_n(out, 2 * n, 1.0f); }
};

Verdict::Level level_of(const Verdict& verdict, const std::string& name) {
  for (const Verdict::Check& check : verdict.checks)
    if (check.name == name) return check.level;
  FAIL("there is no check " << name);
  return Verdict::Level::pass;
}

std::size_t width() {
  return discern::testing::state()->preparation.width();
}

}  // namespace

TEST_CASE("A sound method passes") {
  CHECK(verdict_of(discern::testing::DistanceFromZero(width())).level() == Verdict::Level::pass);
}

TEST_CASE("An inverted score fails") {
  const Verdict verdict = verdict_of(discern::testing::DistanceFromZero(width(), -1));
  CHECK(level_of(verdict, "inverted") == Verdict::Level::fail);
}

TEST_CASE("A constant score fails") {
  CHECK(level_of(verdict_of(Constant(width())), "constant") == Verdict::Level::fail);
}

TEST_CASE("What training noted is judged") {
  const discern::testing::DistanceFromZero method(width());
  CHECK(level_of(verdict_of(method, {{"diversity", 0.02}}), "collapse") == Verdict::Level::fail);
  CHECK(level_of(verdict_of(method, {{"diversity", 0.9}}), "collapse") == Verdict::Level::pass);
  CHECK(level_of(verdict_of(method, {{"overfit", 3.0}}), "critic overfit") == Verdict::Level::fail);
  CHECK(level_of(verdict_of(method, {{"skipped_steps", 2}}), "skipped steps") == Verdict::Level::warn);
}

TEST_CASE("A calibration set that can never alert at the rate is a warning") {
  const discern::testing::DistanceFromZero method(width());  // 300 calibration records: p >= 1 / 301
  CHECK(level_of(verdict_of(method, Json::object(), 1.0 / 301), "resolution") == Verdict::Level::pass);
  const Verdict verdict = verdict_of(method, Json::object(), 0.003);
  CHECK(level_of(verdict, "resolution") == Verdict::Level::warn);
  CHECK(verdict.level() == Verdict::Level::warn);
}

TEST_CASE("A verdict survives saving, and unknown levels are refused") {
  const Verdict verdict = verdict_of(discern::testing::DistanceFromZero(width(), -1));
  CHECK(Verdict::load(verdict.save()).save() == verdict.save());
  Json damaged = verdict.save();
  damaged[0]["level"] = "fine";
  CHECK_THROWS_AS(Verdict::load(damaged), Error);
}
