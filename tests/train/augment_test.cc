#include "train/augment.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/fail.h"
#include "base/random.h"
#include "methods/adversarial_options.h"
#include "methods/ganomaly.h"
#include "train/batches.h"
#include "train/catch.h"
#include "train/discriminator.h"

namespace discern {
namespace {

constexpr PictureShape kShape{16, 24, 2};

at::Tensor pictures(std::int64_t n, std::int64_t beside = 0) {
  return at::arange(n * (std::int64_t(kShape.size()) + beside), at::kFloat)
             .reshape({n, std::int64_t(kShape.size()) + beside}) /
         1000;
}

at::Generator noise(std::uint64_t seed) {
  Random random(seed, "augment test");
  return generator_from(random);
}

at::Tensor changed(const std::vector<std::string>& names, const at::Tensor& x, std::uint64_t seed = 1) {
  at::Generator own = noise(seed);
  return Augmentation(names, kShape)(x, own);
}

at::Tensor planes(const at::Tensor& x) {
  return x.narrow(1, 0, std::int64_t(kShape.size())).reshape({x.size(0), 2, 16, 24});
}

}  // namespace

TEST_CASE("Pictures are shifted by whole pixels, up to an eighth of a side, all planes alike") {
  const at::Tensor x = pictures(40), shifted = planes(changed({"shift"}, x)), before = planes(x);
  std::set<std::pair<std::int64_t, std::int64_t>> moves;
  for (std::int64_t i = 0; i < 40; ++i) {
    bool found = false;
    for (std::int64_t down = -2; down <= 2; ++down)
      for (std::int64_t along = -3; along <= 3; ++along) {
        const at::Tensor rows = (at::arange(16) + down).clamp(0, 15),
                         columns = (at::arange(24) + along).clamp(0, 23);
        if (!at::equal(shifted[i], before[i].index_select(1, rows).index_select(2, columns))) continue;
        found = true;
        moves.emplace(down, along);
      }
    CHECK(found);
  }
  CHECK(moves.size() > 15);
}

TEST_CASE("Pictures are mirrored left to right, about every second one") {
  const at::Tensor x = pictures(60), turned = planes(changed({"flip_h"}, x)), before = planes(x);
  int mirrored = 0;
  for (std::int64_t i = 0; i < 60; ++i) {
    const bool own = at::equal(turned[i], before[i].flip({2}));
    CHECK((own || at::equal(turned[i], before[i])));
    mirrored += own;
  }
  CHECK(mirrored > 15);
  CHECK(mirrored < 45);
}

TEST_CASE("Brightness and contrast change within their ranges, about the mean of a plane") {
  const at::Tensor x = pictures(60), before = planes(x);
  const at::Tensor brighter = planes(changed({"brightness"}, x)) - before;
  CHECK(brighter.abs().max().item<double>() <= 0.1001);
  CHECK((brighter.amax({1, 2, 3}) - brighter.amin({1, 2, 3})).max().item<double>() < 1e-4);
  CHECK(brighter.mean({1, 2, 3}).std().item<double>() > 0.03);
  const at::Tensor contrast = planes(changed({"contrast"}, x));
  const at::Tensor centred = before - before.mean({2, 3}, true);
  const at::Tensor factor =
      (contrast - contrast.mean({2, 3}, true)).flatten(1).norm(2, 1) / centred.flatten(1).norm(2, 1);
  CHECK(factor.min().item<double>() >= 0.799);
  CHECK(factor.max().item<double>() <= 1.251);
  CHECK(factor.std().item<double>() > 0.05);
  CHECK(at::allclose(contrast.mean({2, 3}), before.mean({2, 3}), 1e-3, 1e-3));
}

TEST_CASE("A square is cut out and filled with the mean") {
  const at::Tensor x = pictures(40), before = planes(x), cut = planes(changed({"cutout"}, x));
  const at::Tensor hole = (cut != before).any(1);  // [n, 16, 24]
  CHECK(hole.sum({1, 2}).max().item<std::int64_t>() == 64);
  CHECK(hole.sum({1, 2}).min().item<std::int64_t>() >= 14);
  const at::Tensor mean = before.mean({2, 3}, true).expand_as(cut);
  CHECK(at::equal(at::where(hole.unsqueeze(1), cut, mean), mean));
}

TEST_CASE("Gradients reach the pictures, what stands beside them stays, and the same seed changes alike") {
  const std::vector<std::string> all = augmentation_names();
  const at::Tensor x = pictures(8, 5).requires_grad_(true), seen = changed(all, x);
  CHECK(
      at::equal(seen.narrow(1, std::int64_t(kShape.size()), 5), x.narrow(1, std::int64_t(kShape.size()), 5)));
  seen.sum().backward();
  CHECK(x.grad().abs().sum().item<double>() > 0);
  CHECK(at::equal(changed(all, x.detach()), changed(all, x.detach())));
  CHECK_FALSE(at::equal(changed(all, x.detach()), changed(all, x.detach(), 2)));
}

TEST_CASE("Nothing is drawn where nothing is to change") {
  CHECK_FALSE(Augmentation({}, kShape).on());
  CHECK_FALSE(Augmentation({"shift"}, {1, 1, 64}).on());
  for (const std::string& name : augmentation_names()) CHECK(Augmentation({name}, kShape).on());
}

TEST_CASE("An augmentation that does not exist is named beside those that do") {
  try {
    ganomaly_options().from({{"augment", "shift,flip_v"}});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.fault() == Fault::usage);
    CHECK_THAT(error.what(), Catch::Contains("\"flip_v\"") && Catch::Contains("cutout"));
  }
}

TEST_CASE("A discriminator of augmented pictures learns other weights, by its seed") {
  const auto weights = [](std::vector<std::string> names, std::uint64_t seed) {
    AdversarialOptions options;
    options.augment = std::move(names);
    options.batch = 8;
    DiscriminatorOf<ConvNet> discriminator(
        ConvShape{kShape, 0, {conv_layer(3, {5, 2, 2}), dense_layer(std::size_t(1), Activation::none)}},
        options, seed, "discriminator", find_objective("relativistic"));
    for (int i = 0; i < 3; ++i) discriminator.step(pictures(8), -pictures(8), {1, 0});
    return discriminator.average().parameters();
  };
  CHECK(weights({}, 1) != weights({"shift"}, 1));
  CHECK(weights({"shift"}, 1) == weights({"shift"}, 1));
}

}  // namespace discern
