// Methods of tables that take pictures too, by convolutional networks.
#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "methods/alad.h"
#include "methods/anogan.h"
#include "methods/egbad.h"
#include "methods/ganomaly.h"
#include "methods/picture_scale.h"
#include "methods/skip_ganomaly.h"
#include "methods/table.h"
#include "testing/methods.h"

namespace discern {
namespace {

using namespace discern::testing;

// What a network sees as (3, 5) is the picture (2, 3).
constexpr PictureShape kTwo{1, 2, 1};
const std::vector<float> kRecord = {2, 3};

ConvNet with(ConvShape shape, std::vector<float> parameters) {
  ConvNet net(std::move(shape));
  REQUIRE(net.parameters().size() == parameters.size());
  net.parameters() = std::move(parameters);
  return net;
}

// latent -> (2 z, 1)
ConvNet generator_by_hand() {
  return with({{1, 1, 1}, 0, {dense_layer(Grid{1, 2, 1}, Activation::none)}}, {2, 0, 0, 1});
}

// `beside` and the picture -> leaky(weights) - 3
ConvNet judge_by_hand(PictureShape shape, std::size_t beside, std::vector<float> weights) {
  weights.insert(weights.end(), {0, 1, -3});
  return with({shape, beside, {dense_layer(std::size_t(1)), dense_layer(std::size_t(1), Activation::none)}},
              std::move(weights));
}

ConvNet random_net(ConvShape shape, std::uint64_t seed) {
  ConvNet net(std::move(shape));
  Random random(seed, "test weights");
  for (float& p : net.parameters()) p = float(0.2 * random.normal());
  return net;
}

constexpr PictureShape kPicture{7, 6, 2};
constexpr std::size_t kLatent = 3;

ConvNet reader(std::size_t outputs, std::uint64_t seed, PictureShape shape = kPicture,
               std::size_t beside = 0) {
  ConvShape out{shape, beside, {conv_layer(4, {5, 2, 2})}};
  if (beside) out.layers.push_back(dense_layer(std::size_t(5)));
  out.layers.push_back(dense_layer(outputs, Activation::none));
  return random_net(std::move(out), seed);
}

ConvNet generator() {
  return random_net(
      {{1, 1, kLatent},
       0,
       {dense_layer(Grid{4, 3, 4}), up_conv_layer({7, 6, 3}), conv_layer(2, {3, 1, 1}, Activation::tanh)}},
      1);
}

ConvNet remaker() {
  return random_net({kPicture,
                     0,
                     {conv_layer(4, {5, 2, 2}), dense_layer(Grid{4, 3, 4}),
                      with_skip(up_conv_layer({7, 6, 3}), 1), conv_layer(2, {3, 1, 1}, Activation::tanh)}},
                    5);
}

BiganOf<ConvNet> bigan() {
  return {generator(), reader(kLatent, 2)};
}

std::unique_ptr<Method> random_method(const std::string& name) {
  std::unique_ptr<Method> method;
  if (name == "anogan")
    method = std::make_unique<AnoganOf<ConvNet>>(generator(), reader(1, 2), LatentSearch{0.1, 10, 0.05});
  if (name == "egbad")
    method = std::make_unique<EgbadOf<ConvNet>>(bigan(), reader(1, 3, kPicture, kLatent),
                                                EgbadOf<ConvNet>::Scoring{});
  if (name == "alad") method = make_alad(bigan(), reader(1, 3, {7, 6, 4}), "feature");
  if (name == "ganomaly")
    method = make_ganomaly({reader(kLatent, 2), generator(), reader(kLatent, 3), reader(1, 4)});
  if (name == "skip_ganomaly") method = make_skip_ganomaly(remaker(), reader(1, 4), 0.9);
  return rescaled(std::move(method), kPicture);
}

std::string any_method() {
  return GENERATE("anogan", "egbad", "alad", "ganomaly", "skip_ganomaly");
}

}  // namespace

TEST_CASE("GANs of pictures score by the formulas of their papers, in the scale from -1 to 1") {
  const ConvNet encoder = with({kTwo, 0, {dense_layer(std::size_t(1), Activation::none)}}, {1, 0, 0});  // x0
  SECTION("AnoGAN where its search begins") {
    // G(0) = (0, 1); f(x) = leaky(3 - 5) = -0.4, f(G(0)) = leaky(0 - 1) = -0.2
    const auto method =
        rescaled(std::make_unique<AnoganOf<ConvNet>>(generator_by_hand(), judge_by_hand(kTwo, 0, {1, -1}),
                                                     LatentSearch{0.25, 0, 0.05}),
                 kTwo);
    const std::vector<float> s = scores_of(*method, kRecord);
    CHECK(s[0] == Approx(3 + 4));
    CHECK(s[1] == Approx(0.2));
    CHECK(s[2] == Approx(0.75 * 7 + 0.25 * 0.2));
    CHECK(s[3] == Approx(3.4));
  }
  SECTION("AnoGAN where its search ends") {
    // |3 - 2z| + |5 - 1| is least at z = 1.5.
    const auto method =
        rescaled(std::make_unique<AnoganOf<ConvNet>>(generator_by_hand(), judge_by_hand(kTwo, 0, {1, -1}),
                                                     LatentSearch{0, 400, 0.05}),
                 kTwo);
    CHECK(scores_of(*method, kRecord)[0] == Approx(4).margin(0.01));
    std::vector<float> made(2);
    method->reference(kRecord.data(), 1, made.data());
    CHECK(made[0] == Approx(2).margin(0.01));
    CHECK(made[1] == 1);
  }
  SECTION("EGBAD") {
    // E(x) = 3, G(E(x)) = (6, 1); f of the pairs: 3 - 5 + 3 = 1 and 6 - 1 + 3 = 8; D of the second: 5.
    const auto method =
        rescaled(std::make_unique<EgbadOf<ConvNet>>(BiganOf<ConvNet>(generator_by_hand(), encoder),
                                                    judge_by_hand(kTwo, 1, {1, -1, 1}),
                                                    EgbadOf<ConvNet>::Scoring{true, 0.9, 0.1}),
                 kTwo);
    const std::vector<float> s = scores_of(*method, kRecord);
    CHECK(s[0] == Approx(0.9 * 7 + 0.1 * (8 - 1)));
    CHECK(s[1] == Approx(0.9 * 7 + 0.1 * std::log1p(std::exp(-5.0))));
    CHECK(s[2] == Approx(3 + 4));
  }
  SECTION("ALAD") {
    // A pair stands pixel by pixel at a dense layer: f(3, 3, 5, 5) = leaky(-1) = -0.2, f(3, 6, 5, 1) = 9.
    const auto method = rescaled(make_alad(BiganOf<ConvNet>(generator_by_hand(), encoder),
                                           judge_by_hand({1, 2, 2}, 0, {1, 2, -1, -1}), "feature"),
                                 kTwo);
    const std::vector<float> s = scores_of(*method, kRecord);
    CHECK(s[0] == Approx(9.2));
    CHECK(s[1] == Approx(3 + 4));
    CHECK(s[2] == Approx(5));
    CHECK(s[3] == Approx(std::log1p(std::exp(-6.0))));
  }
  SECTION("GANomaly") {
    // E(x) = (x0, x1), G(z) = (2 z0, 1), E'(x) = (x0 - 1, x1 + 3): z = (3, 5), x' = (6, 1), z' = (5, 4).
    const ConvShape two_from_two{kTwo, 0, {dense_layer(std::size_t(2), Activation::none)}};
    const ConvShape two_to_two{{1, 1, 2}, 0, {dense_layer(Grid{1, 2, 1}, Activation::none)}};
    const auto method =
        rescaled(make_ganomaly({with(two_from_two, {1, 0, 0, 1, 0, 0}), with(two_to_two, {2, 0, 0, 0, 0, 1}),
                                with(two_from_two, {1, 0, 0, 1, -1, 3}), judge_by_hand(kTwo, 0, {1, -1})}),
                 kTwo);
    const std::vector<float> s = scores_of(*method, kRecord);
    CHECK(s[0] == Approx((4 + 1) / 2.0));
    CHECK(s[1] == Approx((3 + 4) / 2.0));
    CHECK(s[2] == Approx(3.4));
  }
  SECTION("Skip-GANomaly") {
    // G(x) = (2 x0, x1 - 4) = (6, 1); f(x) = leaky(3 - 5) = -0.4, f(G(x)) = 6 - 1; D(x) = -0.4 - 3.
    const auto method =
        rescaled(make_skip_ganomaly(
                     with({kTwo, 0, {dense_layer(Grid{1, 2, 1}, Activation::none)}}, {2, 0, 0, 1, 0, -4}),
                     judge_by_hand(kTwo, 0, {1, -1}), 0.75),
                 kTwo);
    const std::vector<float> s = scores_of(*method, kRecord);
    CHECK(s[1] == Approx((9 + 16) / 2.0));
    CHECK(s[2] == Approx(5.4 * 5.4));
    CHECK(s[0] == Approx(0.75 * 12.5 + 0.25 * 5.4 * 5.4));
    CHECK(s[3] == Approx(3.4));
  }
}

TEST_CASE("Skip-GANomaly refuses what is no weight") {
  Archive archive = archive_of(*random_method("skip_ganomaly"));
  archive.meta["lambda"] = 1.5;
  check_refused(archive, "\"lambda\" is 1.5", find_method("skip_ganomaly").load_pictures);
}

TEST_CASE("GANs of pictures give a picture the same bits in any batch") {
  check_same_bits_in_any_batch(*random_method(any_method()));
}

TEST_CASE(
    "AnoGAN of pictures begins at an encoder's latent and stops early, with the same bits in any batch") {
  const auto method =
      rescaled(std::make_unique<AnoganOf<ConvNet>>(generator(), reader(1, 2),
                                                   LatentSearch{0.1, 20, 0.05, 2, 0.02}, reader(kLatent, 3)),
               kPicture);
  check_same_bits_in_any_batch(*method);
  check_loads_to_the_bit(*method, find_method("anogan").load_pictures);
}

TEST_CASE("GANs of pictures make finite scores, pictures and maps of any finite picture") {
  const auto method = random_method(any_method());
  check_finite_for_any_finite_record(*method);
  REQUIRE(method->maps());
  const std::vector<float> x = random_numbers(3 * method->width());
  std::vector<float> map(3 * kPicture.pixels()), made(x.size());
  method->map(x.data(), 3, map.data());
  method->reference(x.data(), 3, made.data());
  const std::size_t at = 2 * x.size() / 3 + 5, other = at + kPicture.pixels();
  CHECK(map[2 * kPicture.pixels() + 5] ==
        Approx((std::abs(x[at] - made[at]) + std::abs(x[other] - made[other])) / 2));
}

TEST_CASE("GANs of pictures load to the bit what they saved, and need every part of it") {
  const std::string name = any_method();
  const auto method = random_method(name);
  const auto load = find_method(name).load_pictures;
  check_loads_to_the_bit(*method, load);
  const Archive archive = archive_of(*method);
  check_every_part_is_needed(archive, load);
  Archive other = archive;
  other.meta["picture"]["width"] = 5;
  check_refused(other, "pictures have 70 numbers, the networks take 84", load);
}

}  // namespace discern
