// Verdicts on networks made by hand to work, and not to work.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "detector/judge.h"
#include "methods/discern.h"
#include "methods/fanogan.h"

using namespace discern;

namespace {

constexpr std::size_t kWidth = 4, kLatent = 2;

// (a, b, a + b, a - b) and a little noise, around `centre`.
Matrix normal_rows(std::size_t n, std::uint64_t seed, double centre = 0, double noise = 0.1) {
  Random random(seed, "normal rows");
  Matrix out(n, kWidth);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = random.normal(), b = random.normal();
    const double values[] = {a, b, a + b, a - b};
    for (std::size_t f = 0; f < kWidth; ++f)
      out.row(i)[f] = float(centre + (centre == 0 ? values[f] : 0) + noise * random.normal());
  }
  return out;
}

// Zero weights but for (row, column) -> value of the first layer.
struct Weight {
  std::size_t row, column;
  float value;
};
Mlp linear(std::vector<std::size_t> widths, const std::vector<Weight>& weights) {
  Mlp out({widths});
  for (const Weight& w : weights) out.parameters()[w.row * widths[1] + w.column] = w.value;
  return out;
}

Mlp pick_latent() {
  return linear({kWidth, kLatent}, {{0, 0, 1}, {1, 1, 1}});
}
Mlp make_record() {
  return linear({kLatent, kWidth}, {{0, 0, 1}, {1, 1, 1}, {0, 2, 1}, {1, 2, 1}, {0, 3, 1}, {1, 3, -1}});
}
std::vector<Weight> diagonal() {
  return {{0, 0, 1}, {1, 1, 1}, {2, 2, 1}, {3, 3, 1}};
}
Mlp blind_critic() {
  return linear({kWidth, 2, 1}, {});
}

// x - tanh(x), from tanh(x / 50) * 50 - tanh(x).
Mlp hide_all_but_tanh() {
  constexpr std::size_t kHidden = 2 * kWidth;
  Mlp out({{kWidth, kHidden, kWidth}, Activation::tanh});
  for (std::size_t f = 0; f < kWidth; ++f) {
    out.parameters()[f * kHidden + 2 * f] = 1.0F / 50;
    out.parameters()[f * kHidden + 2 * f + 1] = 1;
    out.parameters()[out.weight_offset(1) + 2 * f * kWidth + f] = 50;
    out.parameters()[out.weight_offset(1) + (2 * f + 1) * kWidth + f] = -1;
  }
  return out;
}

Verdict verdict_of(const Method& method, const Matrix& held, bool rests_on_generator = true) {
  const PreparedTable prepared{held, {}};
  const Matrix components = components_of(method, prepared);
  return judge(method, calibrate(method, components), prepared, components, {{}, {}, rests_on_generator}, 1,
               0.01);
}

Verdict::Level level_of(const Verdict& verdict, const std::string& name) {
  for (const Verdict::Check& check : verdict.checks)
    if (check.name == name) return check.level;
  FAIL("there is no check " << name);
  return Verdict::Level::pass;
}

Verdict verdict_of_discern(float weight) {
  const Matrix normal = normal_rows(400, 1);
  Discern::Evidence evidence(normal, normal, 5);
  Mlp discriminator({{evidence.size(), 1}});
  std::fill_n(discriminator.parameters().begin(), evidence.size(), weight);
  const Discern method({make_record(), pick_latent(), discriminator}, evidence, 0.1, false, normal);
  return verdict_of(method, normal_rows(300, 2), false);
}

}  // namespace

TEST_CASE("An f-AnoGAN that knows how features go together passes") {
  const Fanogan method({make_record(), linear({kWidth, kWidth, 1}, diagonal()), pick_latent()}, 1, 0.1,
                       normal_rows(400, 1));
  const Verdict verdict = verdict_of(method, normal_rows(400, 2));
  for (const Verdict::Check& check : verdict.checks) {
    INFO(check.name << ": " << check.text);
    CHECK(check.level == Verdict::Level::pass);
  }
}

TEST_CASE("An f-AnoGAN whose generator has collapsed fails") {
  const Fanogan method({linear({kLatent, kWidth}, {}), blind_critic(), pick_latent()}, 1, 0.1,
                       normal_rows(400, 1));
  const Verdict verdict = verdict_of(method, normal_rows(400, 2));
  CHECK(level_of(verdict, "collapse") == Verdict::Level::fail);
  CHECK(level_of(verdict, "inverted") == Verdict::Level::pass);
}

TEST_CASE("An f-AnoGAN that makes everything again has a constant score and fails") {
  const Fanogan method(
      {linear({kWidth, kWidth}, diagonal()), blind_critic(), linear({kWidth, kWidth}, diagonal())}, 1, 0.1,
      normal_rows(400, 1));
  CHECK(level_of(verdict_of(method, normal_rows(400, 2)), "constant") == Verdict::Level::fail);
}

// The residual is tanh(x): largest where normal records are, smaller for most that were moved.
TEST_CASE("An f-AnoGAN whose residual shrinks for strange records fails as inverted") {
  const Fanogan method({hide_all_but_tanh(), blind_critic(), linear({kWidth, kWidth}, diagonal())}, 1, 0.1,
                       normal_rows(400, 1, 0, 1));
  CHECK(level_of(verdict_of(method, normal_rows(400, 2, 3)), "inverted") == Verdict::Level::fail);
}

TEST_CASE("A discriminator by evidence passes, upside down or asleep it fails") {
  const Verdict sound = verdict_of_discern(1);
  CHECK(sound.level() == Verdict::Level::pass);
  CHECK(level_of(verdict_of_discern(-1), "inverted") == Verdict::Level::fail);
  CHECK(level_of(verdict_of_discern(0), "constant") == Verdict::Level::fail);
}
