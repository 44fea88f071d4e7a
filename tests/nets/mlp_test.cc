#include "nets/mlp.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <thread>

#include "testing/faults.h"
#include "testing/normals.h"

using namespace discern;

namespace {

Mlp random_mlp(std::vector<std::size_t> widths, std::uint64_t seed = 1,
               Activation output = Activation::none) {
  Mlp mlp({std::move(widths), Activation::leaky_relu, output});
  mlp.parameters() = normals(mlp.parameters().size(), seed);
  for (float& p : mlp.parameters()) p *= 0.3f;
  return mlp;
}

std::vector<float> forward(const Mlp& mlp, const float* x, std::size_t n) {
  std::vector<float> out(n * mlp.outputs());
  mlp.forward(x, n, out.data());
  return out;
}

Archive archive_of(const Mlp& mlp) {
  Archive archive;
  mlp.save(archive, "encoder");
  return archive;
}

}  // namespace

TEST_CASE("a network's parameters are laid out layer by layer, weights before biases") {
  const Mlp mlp({{3, 4, 2}, Activation::leaky_relu, Activation::none});
  CHECK(mlp.layers() == 2);
  CHECK(mlp.weight_offset(0) == 0);
  CHECK(mlp.bias_offset(0) == 12);
  CHECK(mlp.weight_offset(1) == 16);
  CHECK(mlp.bias_offset(1) == 24);
  CHECK(mlp.parameters() == std::vector<float>(26, 0.0f));
  CHECK(mlp.inputs() == 3);
  CHECK(mlp.features() == 4);
  CHECK(mlp.outputs() == 2);
}

TEST_CASE("a small network computes what it computes by hand") {
  Mlp mlp({{1, 2, 1}, Activation::leaky_relu, Activation::none});
  // Hidden: x + 1 and -x; output: 2 h1 + 3 h2 + 0.5.
  mlp.parameters() = {1, -1, 1, 0, 2, 3, 0.5f};
  const float x[] = {1, -2};
  float out[2], features[4];
  mlp.forward(x, 2, out, features);
  CHECK(features[0] == 2);
  CHECK(features[1] == -0.2f);
  CHECK(features[2] == -0.2f);
  CHECK(features[3] == 2);
  CHECK(out[0] == Approx(2 * 2 + 3 * -0.2 + 0.5));
  CHECK(out[1] == Approx(2 * -0.2 + 3 * 2 + 0.5));
}

TEST_CASE("a network agrees with its reference, features too") {
  const auto widths =
      GENERATE(std::vector<std::size_t>{5, 3}, std::vector<std::size_t>{30, 64, 64, 8},
               std::vector<std::size_t>{1, 129, 1}, std::vector<std::size_t>{7, 2, 33, 4, 300});
  const Mlp mlp = random_mlp(widths, 2, Activation::tanh);
  const std::size_t n = 300;
  const auto x = normals(n * mlp.inputs(), 3);
  std::vector<float> out(n * mlp.outputs()), features(n * mlp.features());
  std::vector<float> expected(out.size()), expected_features(features.size());
  mlp.forward(x.data(), n, out.data(), features.data());
  mlp.forward_reference(x.data(), n, expected.data(), expected_features.data());
  double worst = 0;
  for (std::size_t i = 0; i < out.size(); ++i)
    worst = std::max(worst, double(std::abs(out[i] - expected[i])));
  for (std::size_t i = 0; i < features.size(); ++i)
    worst = std::max(worst, double(std::abs(features[i] - expected_features[i])));
  CHECK(worst < 1e-4);
}

TEST_CASE("a record's output has the same bits in any batch, at any place and in four threads at once") {
  const Mlp mlp = random_mlp({30, 64, 16, 30});
  const auto x = normals(1000 * 30, 4);
  const std::vector<float> whole = forward(mlp, x.data(), 1000);
  const auto same = [&] {
    for (const std::size_t n : {1, 7, 64, 128, 129, 1000})
      for (std::size_t start = 0; start < 1000; start += 157) {
        const auto part = forward(mlp, x.data() + start * 30, std::min<std::size_t>(n, 1000 - start));
        if (!std::equal(part.begin(), part.end(), whole.begin() + std::ptrdiff_t(start * 30))) return false;
      }
    return true;
  };
  CHECK(same());
  std::vector<char> result(4);
  std::vector<std::thread> threads;
  for (char& r : result) threads.emplace_back([&r, &same] { r = same(); });
  for (std::thread& thread : threads) thread.join();
  CHECK(result == std::vector<char>(4, 1));
}

TEST_CASE("a saved network comes back with the same shape and bits") {
  const Mlp mlp = random_mlp({6, 9, 4, 2}, 5, Activation::tanh);
  const Mlp loaded = Mlp::load(archive_of(mlp), "encoder");
  CHECK(loaded.shape().widths == mlp.shape().widths);
  CHECK(loaded.shape().hidden == Activation::leaky_relu);
  CHECK(loaded.shape().output == Activation::tanh);
  CHECK(loaded.parameters() == mlp.parameters());
  const auto x = normals(6 * 50, 6);
  CHECK(forward(loaded, x.data(), 50) == forward(mlp, x.data(), 50));
}

TEST_CASE("a damaged network is refused before anything is allocated for it") {
  Archive archive = archive_of(random_mlp({6, 9, 2}));
  Json& meta = archive.meta["encoder"];
  const auto load = [&] { Mlp::load(archive, "encoder"); };
  SECTION("no description") {
    archive.meta.erase("encoder");
    check_fault(Fault::model, "\"encoder\" is missing", load);
  }
  SECTION("no widths") {
    meta.erase("widths");
    check_fault(Fault::model, "\"widths\" is missing", load);
  }
  SECTION("widths of another type") {
    meta["widths"] = "6,9,2";
    check_fault(Fault::model, "\"widths\"", load);
  }
  SECTION("one width") {
    meta["widths"] = {6};
    check_fault(Fault::model, "impossible widths", load);
  }
  SECTION("a width of zero") {
    meta["widths"] = {6, 0, 2};
    check_fault(Fault::model, "impossible widths", load);
  }
  SECTION("a negative width") {
    meta["widths"] = {6, -9, 2};
    check_fault(Fault::model, "widths", load);
  }
  SECTION("an enormous width") {
    meta["widths"] = {6, std::uint64_t(1) << 40, 2};
    check_fault(Fault::model, "impossible widths", load);
  }
  SECTION("too many layers") {
    meta["widths"] = std::vector<int>(100, 2);
    check_fault(Fault::model, "impossible widths", load);
  }
  SECTION("widths that the parameters do not fit") {
    meta["widths"] = {6, 8, 2};
    check_fault(Fault::model, "has 83 numbers, expected 74", load);
  }
  SECTION("an activation nobody knows") {
    meta["hidden"] = "swish";
    check_fault(Fault::model, "activation \"swish\"", load);
  }
  SECTION("no parameters") {
    archive.tensors.clear();
    check_fault(Fault::model, "tensor \"encoder\" is missing", load);
  }
  SECTION("parameters in double precision") {
    archive.put("encoder", {83}, std::vector<double>(83));
    check_fault(Fault::model, "another type", load);
  }
  SECTION("a parameter that is not finite") {
    std::get<std::vector<float>>(archive.tensors["encoder"].values)[5] =
        std::numeric_limits<float>::infinity();
    check_fault(Fault::model, "not finite", load);
  }
}
