#include "methods/picture_fanogan.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "testing/faults.h"
#include "testing/methods.h"
#include "testing/picture_gans.h"

namespace discern {
namespace {

constexpr PictureShape kPicture{9, 7, 2};
constexpr std::size_t kLatent = 3, kComponents = 6;
enum { reconstruction, feature, anogan, two_sided, structure, discriminator };

ConvNet random_net(ConvShape shape, std::uint64_t seed) {
  ConvNet net(std::move(shape));
  Random random(seed, "test weights");
  for (float& p : net.parameters()) p = float(0.2 * random.normal());
  return net;
}

ConvShape reader(std::size_t outputs) {
  return {kPicture, 0, {conv_layer(4, {5, 2, 2}), dense_layer(outputs, Activation::none)}};
}

ConvShape generator() {
  return {{1, 1, kLatent},
          0,
          {dense_layer(Grid{5, 4, 4}), up_conv_layer({9, 7, 3}), conv_layer(2, {3, 1, 1}, Activation::tanh)}};
}

Matrix pictures(std::size_t n, std::uint64_t seed) {
  Random random(seed, "test pictures");
  Matrix rows(n, kPicture.size());
  for (float& value : rows.data) value = float(random.uniform());
  return rows;
}

PictureFanogan method(PictureFanogan::Scoring scoring = {}) {
  return PictureFanogan(
      {random_net(generator(), 1), random_net(reader(1), 2), random_net(reader(kLatent), 3)}, scoring, 0.1,
      pictures(100, 4));
}

std::vector<float> scores_of(const Method& fanogan, const Matrix& x) {
  std::vector<float> out(x.rows * kComponents);
  fanogan.score(x.data.data(), x.rows, out.data());
  return out;
}

}  // namespace

TEST_CASE(
    "f-AnoGAN of pictures scores the published formula, in the scale from -1 to 1, and maps its residual") {
  const PictureFanogan fanogan = method({.kappa = 3});
  const Matrix x = pictures(5, 5);
  std::vector<float> made(x.data.size()), map(5 * kPicture.pixels());
  fanogan.reference(x.data.data(), 5, made.data());
  fanogan.map(x.data.data(), 5, map.data());
  const std::vector<float> scores = scores_of(fanogan, x);
  for (std::size_t i = 0; i < 5; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < x.cols; ++j) sum += std::pow(2.0 * (x.row(i)[j] - made[i * x.cols + j]), 2);
    const float* const row = scores.data() + i * kComponents;
    CHECK(row[reconstruction] == Approx(sum / double(x.cols)));
    CHECK(row[anogan] == Approx(row[reconstruction] + row[feature]));
    for (std::size_t p = 0; p < kPicture.pixels(); ++p) {
      const std::size_t first = i * x.cols + p, second = first + kPicture.pixels();
      const double wanted =
          (std::abs(x.data[first] - made[first]) + std::abs(x.data[second] - made[second])) / 2;
      CHECK(map[i * kPicture.pixels() + p] == Approx(wanted).margin(1e-6));
    }
  }
}

TEST_CASE(
    "f-AnoGAN's two-sided score rises for residuals that are too small as for those that are too large") {
  const PictureFanogan fanogan = method();
  const Matrix x = pictures(1, 6);
  Matrix copy(1, x.cols), far(1, x.cols);
  // What the generator makes is nearly made again; a picture far brighter is not.
  fanogan.reference(x.data.data(), 1, copy.data.data());
  for (float& value : far.data) value = 30;
  const double usual = scores_of(fanogan, x)[two_sided];
  const std::vector<float> easy = scores_of(fanogan, copy), hard = scores_of(fanogan, far);
  CHECK(easy[anogan] < scores_of(fanogan, x)[anogan]);
  CHECK(easy[two_sided] > usual);
  CHECK(hard[two_sided] > usual);
}

TEST_CASE("f-AnoGAN counts the published score of pictures unless it is told to look at both sides") {
  const auto counts = [](bool both) {
    const PictureFanogan fanogan = method({.two_sided = both});
    std::string names;
    for (const Component& component : fanogan.components())
      names += component.fused ? component.name + " " : "";
    return names;
  };
  CHECK(counts(false) == "anogan ");
  CHECK(counts(true) == "structure ");
}

TEST_CASE("f-AnoGAN gives a picture the same finite bits in any batch, before and after saving") {
  const PictureFanogan fanogan = method({.two_sided = true});
  Matrix x = pictures(60, 7);
  for (std::size_t j = 0; j < x.cols; ++j) x.row(3)[j] = j % 2 ? 1 : -std::numeric_limits<float>::max();
  const std::vector<float> together = scores_of(fanogan, x);
  for (const float score : together) CHECK(std::isfinite(score));
  Archive archive;
  fanogan.save(archive);
  const auto loaded = load_picture_fanogan(archive);
  REQUIRE(scores_of(*loaded, x) == together);
  for (const std::size_t batch : {1u, 7u, 25u})
    for (std::size_t start = 0; start < x.rows; start += batch) {
      const std::size_t n = std::min<std::size_t>(batch, x.rows - start);
      std::vector<float> some(n * kComponents);
      loaded->score(x.row(start), n, some.data());
      REQUIRE(std::equal(some.begin(), some.end(), together.begin() + std::ptrdiff_t(start * kComponents)));
    }
}

TEST_CASE("f-AnoGAN refuses a model of pictures whose parts do not fit together") {
  Archive archive;
  method().save(archive);
  const auto load = [&] { load_picture_fanogan(archive); };
  SECTION("a critic of two values") {
    random_net(reader(2), 8).save(archive, "critic");
    check_fault(Fault::model, "do not fit together", load);
  }
  SECTION("an encoder of another latent") {
    random_net(reader(kLatent + 1), 8).save(archive, "encoder");
    check_fault(Fault::model, "do not fit together", load);
  }
  SECTION("a generator of another picture with as many numbers") {
    ConvShape shape = generator();
    shape.layers = {dense_layer(Grid{7, 9, 2}, Activation::tanh)};
    random_net(shape, 8).save(archive, "generator");
    check_fault(Fault::model, "do not fit together", load);
  }
  SECTION("a kappa below zero") {
    archive.meta["kappa"] = -1;
    check_fault(Fault::model, "kappa", load);
  }
  SECTION("a spread of nothing") {
    archive.meta["log_spread"] = 0;
    check_fault(Fault::model, "log_spread", load);
  }
  SECTION("a score nobody knows") {
    archive.meta["score"] = "best";
    check_fault(Fault::model, "neither published nor two_sided", load);
  }
  SECTION("no ellipsoid") {
    archive.tensors.erase("structure.mean");
    check_fault(Fault::model, "structure.mean", load);
  }
}

TEST_CASE("f-AnoGAN judges a picture as of the kind it is told, to the same bits when it is loaded") {
  const auto told = [](ConvShape shape) {
    shape.beside = 2;
    shape.layers.insert(shape.layers.end() - 1, dense_layer(5));
    return shape;
  };
  ConvShape maker = generator();
  maker.picture.channels += 2;
  const PictureFanogan fanogan(
      {random_net(maker, 1), random_net(told(reader(1)), 2), random_net(told(reader(kLatent)), 3)}, {}, 0.1,
      testing::with_kinds(pictures(100, 4), 2));
  testing::check_told_the_kind(fanogan, pictures(2, 5));
  testing::check_loads_to_the_bit(fanogan, load_picture_fanogan);
  // The picture alone is shown from -1 to 1, and mapped.
  const Matrix x = testing::with_kinds(pictures(2, 5), 2);
  std::vector<float> made(x.data.size()), map(2 * kPicture.pixels());
  fanogan.reference(x.row(0), 2, made.data());
  fanogan.map(x.row(0), 2, map.data());
  const auto difference = [&](std::size_t at) { return std::abs(x.data[at] - made[at]); };
  CHECK(map[kPicture.pixels()] ==
        Approx((difference(x.cols) + difference(x.cols + kPicture.pixels())) / 2).margin(1e-6));
  Archive archive;
  fanogan.save(archive);
  archive.meta["critic"]["beside"] = 0;
  check_fault(Fault::model, "", [&] { load_picture_fanogan(archive); });
}

}  // namespace discern
