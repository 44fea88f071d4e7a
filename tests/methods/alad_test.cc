#include "methods/alad.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/methods.h"

namespace discern {
namespace {

using namespace discern::testing;

std::unique_ptr<Method> random_method(const char* score = "feature") {
  Random random(1, "test weights");
  Bigan bigan(random_mlp({3, 16, 7}, random), random_mlp({7, 16, 3}, random));
  return make_alad(std::move(bigan), random_mlp({14, 16, 9, 1}, random), score);
}

enum { feature, l1, l2, cross_entropy };

}  // namespace

TEST_CASE("ALAD's components are the formulas of the paper") {
  // E(x) = x0, G(z) = (2 z, 1); f(x, y) = (leaky(x0 - y1), leaky(y0)), D = f0 - f1 + 2.
  Mlp generator({{1, 2}}), encoder({{2, 1}}), discriminator({{4, 2, 1}});
  generator.parameters() = {2, 0, 0, 1};
  encoder.parameters() = {1, 0, 0};
  discriminator.parameters() = {1, 0, 0, 0, 0, 1, -1, 0, 0, 0, 1, -1, 2};
  const std::unique_ptr<Method> method = make_alad(Bigan(generator, encoder), discriminator, "feature");
  // x = (3, 5): G(E(x)) = (6, 1), f(x, x) = (-0.4, 3), f(x, G(E(x))) = (2, 6), D of the latter -2.
  const std::vector<float> x = {3, 5}, s = scores_of(*method, x);
  CHECK(s[feature] == Approx(2.4 + 3));
  CHECK(s[l1] == Approx(3 + 4));
  CHECK(s[l2] == Approx(5));
  CHECK(s[cross_entropy] == Approx(std::log1p(std::exp(2.0))));
  std::vector<float> made(2);
  method->reference(x.data(), 1, made.data());
  CHECK(made == std::vector<float>{6, 1});
  REQUIRE(method->latent() == 1);
  method->generate(x.data(), 1, made.data());
  CHECK(made == std::vector<float>{6, 1});
}

TEST_CASE("ALAD counts the score it is told to, and reports the others") {
  const std::string score = GENERATE("feature", "l1", "l2", "cross_entropy");
  const std::unique_ptr<Method> method = random_method(score.c_str());
  for (const Component& component : method->components()) CHECK(component.fused == (component.name == score));
  Archive archive;
  method->save(archive);
  const std::unique_ptr<Method> loaded = load_alad(archive);
  for (const Component& component : loaded->components()) CHECK(component.fused == (component.name == score));
  check_fault(Fault::usage, "score is \"l3\", expected feature, l1, l2 or cross_entropy",
              [] { random_method("l3"); });
}

TEST_CASE("ALAD gives a record the same bits in any batch") {
  check_same_bits_in_any_batch(*random_method());
}

TEST_CASE("ALAD's scores and records are finite for any finite record") {
  check_finite_for_any_finite_record(*random_method());
}

TEST_CASE("ALAD loads to the bit what it saved") {
  check_loads_to_the_bit(*random_method(), load_alad);
  CHECK(load_alad(archive_of(*random_method()))->latent() == 3);
}

TEST_CASE("ALAD refuses a model whose parts do not fit together") {
  const Archive archive = archive_of(*random_method());
  const auto refused = [](const Archive& broken, const std::string& message) {
    check_refused(broken, message, load_alad);
  };
  Random random(2, "other");
  Archive other = archive;
  random_mlp({7, 16, 4}, random).save(other, "encoder");
  refused(other, "the generator makes 7 numbers of 3, expected 7 of 4");
  other = archive;
  random_mlp({7, 16, 1}, random).save(other, "discriminator_xx");
  refused(other, "the discriminator makes 1 numbers of 7, expected 1 of 14");
  other = archive;
  other.meta["score"] = "both";
  refused(other, "score is \"both\", expected feature");
  check_every_part_is_needed(archive, load_alad);
}

TEST_CASE("ALAD's presets are settings it takes") {
  for (const Preset& preset : alad_presets()) {
    const AladOptions options = alad_options().from(with_preset({{"preset", preset.name}}, alad_presets()));
    CHECK(options.critic_rate == 1e-5);
    CHECK(options.ema == 0.999);
    CHECK(options.preset == preset.name);
  }
}

}  // namespace discern
