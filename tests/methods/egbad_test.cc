#include "methods/egbad.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/methods.h"

namespace discern {
namespace {

using namespace discern::testing;

Egbad random_method(Egbad::Scoring scoring = {}) {
  Random random(1, "test weights");
  Bigan bigan(random_mlp({3, 16, 7}, random), random_mlp({7, 16, 3}, random));
  return Egbad(std::move(bigan), random_mlp({10, 16, 9, 1}, random), scoring);
}

// E(x) = x0, G(z) = (2 z, 1); D(x, z) = leaky(x0 - x1 + z) - 3.
Egbad by_hand(Egbad::Scoring scoring) {
  Mlp generator({{1, 2}}), encoder({{2, 1}}), discriminator({{3, 1, 1}});
  generator.parameters() = {2, 0, 0, 1};
  encoder.parameters() = {1, 0, 0};
  discriminator.parameters() = {1, -1, 1, 0, 1, -3};
  return Egbad(Bigan(generator, encoder), discriminator, scoring);
}

enum { feature, cross_entropy, reconstruction };

}  // namespace

TEST_CASE("EGBAD's components are the formulas of the paper") {
  const Egbad method = by_hand({true, 0.9, 0.1});
  // E(x) = 3, G(E(x)) = (6, 1); f of the pairs: leaky(3 - 5 + 3) = 1 and 6 - 1 + 3 = 8; D of the second: 5.
  const std::vector<float> s = scores_of(method, {3, 5});
  CHECK(s[reconstruction] == Approx(3 + 4));
  CHECK(s[feature] == Approx(0.9 * 7 + 0.1 * (8 - 1)));
  CHECK(s[cross_entropy] == Approx(0.9 * 7 + 0.1 * std::log1p(std::exp(-5.0))));
  std::vector<float> made(2);
  const std::vector<float> x = {3, 5}, z = {4};
  method.reference(x.data(), 1, made.data());
  CHECK(made == std::vector<float>{6, 1});
  REQUIRE(method.latent() == 1);
  method.generate(z.data(), 1, made.data());
  CHECK(made == std::vector<float>{8, 1});
}

TEST_CASE("EGBAD's weights and kind of score are what it is told") {
  const Egbad method = by_hand({false, 2, 3});
  const std::vector<float> s = scores_of(method, {3, 5});
  CHECK(s[feature] == Approx(2 * 7 + 3 * 7));
  CHECK(s[cross_entropy] == Approx(2 * 7 + 3 * std::log1p(std::exp(-5.0))));
  CHECK_FALSE(method.components()[feature].fused);
  CHECK(method.components()[cross_entropy].fused);
  CHECK(random_method().components()[feature].fused);
}

TEST_CASE("EGBAD gives a record the same bits in any batch") {
  check_same_bits_in_any_batch(random_method());
}

TEST_CASE("EGBAD's scores and records are finite for any finite record") {
  check_finite_for_any_finite_record(random_method());
}

TEST_CASE("EGBAD loads to the bit what it saved") {
  const Egbad method = random_method({GENERATE(false, true), 0.5, 2});
  check_loads_to_the_bit(method, load_egbad);
  const auto loaded = load_egbad(archive_of(method));
  CHECK(loaded->components()[feature].fused == method.components()[feature].fused);
  CHECK(loaded->latent() == 3);
}

TEST_CASE("EGBAD refuses a model whose parts do not fit together") {
  const Archive archive = archive_of(random_method());
  const auto refused = [](const Archive& broken, const std::string& message) {
    check_refused(broken, message, load_egbad);
  };
  Random random(2, "other");
  Archive other = archive;
  random_mlp({4, 16, 7}, random).save(other, "generator");
  refused(other, "the generator makes 7 numbers of 4, expected 7 of 3");
  other = archive;
  random_mlp({7, 16, 1}, random).save(other, "discriminator");
  refused(other, "the discriminator makes 1 numbers of 7, expected 1 of 10");
  other = archive;
  other.meta["score"] = "both";
  refused(other, "score is \"both\", expected feature or cross_entropy");
  other = archive;
  other.meta["discriminator_weight"] = -1;
  refused(other, "discriminator_weight is -1");
  check_every_part_is_needed(archive, load_egbad);
}

TEST_CASE("A preset gives the paper's settings where others are not given") {
  const auto from = [](std::map<std::string, std::string> settings) {
    return egbad_options().from(with_preset(std::move(settings), egbad_presets()));
  };
  const EgbadOptions initial, kdd = from({{"preset", "kdd"}, {"batch", "99"}});
  CHECK(kdd.critic_rate == 1e-5);
  CHECK(kdd.ema == 0.9999);
  CHECK(kdd.batch == 99);
  CHECK(from({{"preset", "none"}}).critic_rate == initial.critic_rate);
  CHECK(from({}).latent == 0);
  for (const Preset& preset : egbad_presets()) CHECK_NOTHROW(from({{"preset", preset.name}}));
}

}  // namespace discern
