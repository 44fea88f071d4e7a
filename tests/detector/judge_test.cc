#include "detector/judge.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "detector/fixture.h"
#include "testing/pictures.h"

using namespace discern;

namespace {

Verdict verdict_of(const Method& method, const TrainingNotes& notes = {}, double rate = 0.01) {
  const auto state = discern::testing::state();
  const PreparedTable held = prepare(state->preparation, discern::testing::normal_table(300, 3));
  const Matrix components = components_of(method, held);
  return judge(method, calibrate(method, components), held, components, notes, 1, rate);
}

class Constant : public discern::testing::DistanceFromZero {
 public:
  using DistanceFromZero::DistanceFromZero;
  void score(const float*, std::size_t n, float* out) const override { std::fill_n(out, 2 * n, 1.0f); }
};

// Mean squared difference between pixels side by side, or its opposite.
class Contrast : public Method {
 public:
  Contrast(std::size_t size, float sign) : size_(size), sign_(sign) {}
  std::size_t width() const override { return size_; }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {{"contrast", "between pixels side by side"}};
    return list;
  }
  void score(const float* x, std::size_t n, float* out) const override {
    for (std::size_t i = 0; i < n; ++i, x += size_) {
      out[i] = 0;
      for (std::size_t j = 1; j < size_; ++j) out[i] += sign_ * (x[j] - x[j - 1]) * (x[j] - x[j - 1]);
    }
  }
  void reference(const float* x, std::size_t n, float* out) const override { std::copy_n(x, n * size_, out); }
  void save(Archive&) const override {}

 private:
  std::size_t size_;
  float sign_;
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

TEST_CASE("What training noted is judged, and is a warning at most") {
  const discern::testing::DistanceFromZero method(width());
  CHECK(level_of(verdict_of(method, {{{"overfit", 0.4}}, {}}), "critic overfit") == Verdict::Level::pass);
  CHECK(level_of(verdict_of(method, {{{"overfit", 5.0}}, {}}), "critic overfit") == Verdict::Level::warn);
  CHECK(level_of(verdict_of(method, {{{"skipped_steps", 2}}, {}}), "skipped steps") == Verdict::Level::warn);
}

TEST_CASE("A curve that explodes has diverged") {
  const discern::testing::DistanceFromZero method(width());
  const auto level = [&](std::vector<double> values) {
    Json curves = {{"flat", {{"step", {1, 2}}, {"value", {1, 1}}}}, {"loss", {{"value", values}}}};
    return level_of(verdict_of(method, {Json::object(), curves}), "divergence");
  };
  CHECK(level({0.01, 0.5, 20}) == Verdict::Level::pass);
  CHECK(level({2000, 1, 30}) == Verdict::Level::pass);
  CHECK(level({1, 10, 500}) == Verdict::Level::warn);
  CHECK(level({1, 10, -1e6}) == Verdict::Level::fail);
  CHECK(level({1, 1, std::numeric_limits<double>::quiet_NaN()}) == Verdict::Level::fail);
}

namespace {

// Makes the normal records of the fixture, or one of few records again and again.
class Generating : public discern::testing::DistanceFromZero {
 public:
  explicit Generating(std::size_t records)
      : DistanceFromZero(discern::testing::state()->preparation.width()),
        records_(
            prepare(discern::testing::state()->preparation, discern::testing::normal_table(records, 9)).x) {}
  std::size_t latent() const override { return 2; }
  void generate(const float* z, std::size_t n, float* out) const override {
    for (std::size_t i = 0; i < n; ++i) {
      const double u = 0.5 * std::erfc(-double(z[2 * i]) / std::sqrt(2.0));  // uniform
      const auto row = std::min(records_.rows - 1, std::size_t(u * double(records_.rows)));
      std::copy_n(records_.row(row), width(), out + i * width());
    }
  }

 private:
  Matrix records_;
};

}  // namespace

TEST_CASE("A generator that makes the same few records has collapsed") {
  TrainingNotes notes;
  CHECK(level_of(verdict_of(Generating(3), notes), "collapse") == Verdict::Level::warn);
  notes.rests_on_generator = true;
  CHECK(level_of(verdict_of(Generating(3), notes), "collapse") == Verdict::Level::fail);
  CHECK(level_of(verdict_of(Generating(10'000), notes), "collapse") == Verdict::Level::pass);
}

TEST_CASE("A calibration set that can never alert at the rate is a warning") {
  const discern::testing::DistanceFromZero method(width());  // 300 calibration records: p >= 1 / 301
  CHECK(level_of(verdict_of(method, {}, 1.0 / 301), "resolution") == Verdict::Level::pass);
  const Verdict verdict = verdict_of(method, {}, 0.003);
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

TEST_CASE("Pictures are perturbed as pictures: a score of their structure passes, its opposite fails") {
  const PictureShape shape{16, 16, 1};
  const PreparedTable held{striped_pictures(shape, 60, 2), {}};
  for (const float sign : {1.0f, -1.0f}) {
    const Contrast method(shape.size(), sign);
    const Matrix components = components_of(method, held);
    TrainingNotes notes;
    notes.picture = shape;
    const Verdict verdict = judge(method, calibrate(method, components), held, components, notes, 1, 0.1);
    CHECK(level_of(verdict, "inverted") == (sign > 0 ? Verdict::Level::pass : Verdict::Level::fail));
  }
}
