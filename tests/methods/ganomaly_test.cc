#include "methods/ganomaly.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/methods.h"

namespace discern {
namespace {

using namespace discern::testing;

std::unique_ptr<Method> random_method() {
  Random random(1, "test weights");
  return make_ganomaly({random_mlp({7, 16, 3}, random), random_mlp({3, 16, 7}, random),
                        random_mlp({7, 16, 3}, random), random_mlp({7, 16, 9, 1}, random)});
}

enum { latent, reconstruction, discriminator };

}  // namespace

TEST_CASE("GANomaly's components are the formulas of the paper") {
  // E(x) = (x0, x1), G(z) = (2 z0, 1), E'(x) = (x0 - 1, x1 + 3), D(x) = leaky(x0 - x1) - 3.
  Mlp encoder({{2, 2}}), decoder({{2, 2}}), second({{2, 2}}), critic({{2, 1, 1}});
  encoder.parameters() = {1, 0, 0, 1, 0, 0};
  decoder.parameters() = {2, 0, 0, 0, 0, 1};
  second.parameters() = {1, 0, 0, 1, -1, 3};
  critic.parameters() = {1, -1, 0, 1, -3};
  const std::unique_ptr<Method> method = make_ganomaly({encoder, decoder, second, critic});
  // x = (3, 5): x' = (6, 1), z = (3, 5), z' = (5, 4).
  const std::vector<float> x = {3, 5}, s = scores_of(*method, x);
  CHECK(s[latent] == Approx((4 + 1) / 2.0));
  CHECK(s[reconstruction] == Approx((3 + 4) / 2.0));
  CHECK(s[discriminator] == Approx(3.4));
  std::vector<float> made(2);
  method->reference(x.data(), 1, made.data());
  CHECK(made == std::vector<float>{6, 1});
  CHECK(method->components()[latent].fused);
  CHECK_FALSE(method->components()[reconstruction].fused);
  CHECK_FALSE(method->components()[discriminator].fused);
  CHECK(method->latent() == 0);
}

TEST_CASE("GANomaly gives a record the same bits in any batch") {
  check_same_bits_in_any_batch(*random_method());
}

TEST_CASE("GANomaly's scores and records are finite for any finite record") {
  check_finite_for_any_finite_record(*random_method());
}

TEST_CASE("GANomaly loads to the bit what it saved") {
  check_loads_to_the_bit(*random_method(), load_ganomaly);
}

TEST_CASE("GANomaly refuses a model whose parts do not fit together") {
  const Archive archive = archive_of(*random_method());
  const auto refused = [](const Archive& broken, const std::string& message) {
    check_refused(broken, message, load_ganomaly);
  };
  Random random(2, "other");
  const auto with = [&](const char* name, std::vector<std::size_t> widths) {
    Archive other = archive;
    random_mlp(std::move(widths), random).save(other, name);
    return other;
  };
  const std::string unfit = "do not fit the encoder, from 7 features to 3";
  refused(with("decoder", {4, 7}), unfit);
  refused(with("decoder", {3, 6}), unfit);
  refused(with("second_encoder", {7, 4}), unfit);
  refused(with("discriminator", {7, 4, 2}), unfit);
  refused(with("encoder", {7, 4}), "from 7 features to 4");
  check_every_part_is_needed(archive, load_ganomaly);
}

}  // namespace discern
