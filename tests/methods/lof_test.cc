#include "methods/lof.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "testing/faults.h"

using namespace discern;

namespace {

Matrix column(std::vector<float> values) {
  Matrix m(values.size(), 1);
  m.data = std::move(values);
  return m;
}

std::vector<float> scores(const Method& method, const Matrix& x) {
  std::vector<float> out(x.rows);
  method.score(x.data.data(), x.rows, out.data());
  return out;
}

// As lof_expected.py makes it.
Matrix generated(std::size_t n, std::size_t width, std::uint64_t state) {
  Matrix m(n, width);
  for (float& value : m.data) {
    state = (state * 1103515245 + 12345) % (std::uint64_t(1) << 31);
    value = float(state >> 8) / float(1 << 20);
  }
  return m;
}

}  // namespace

TEST_CASE("lof is the ratio of densities, by hand") {
  // k-distances 3, 2, 3; mean reachabilities 2.5, 3, 2.5 of the records at 0, 1, 3.
  const auto method = learn_lof(column({0, 1, 3}), LofOptions{.k = 2}, 0);
  const std::vector<float> found = scores(*method, column({5, 0.5}));
  const double density = (1 / 2.5 + 1 / 3.0) / 2;
  CHECK(found[0] == Approx(density * 3.5));  // its neighbours stand at 3 and 1
  CHECK(found[1] == Approx(density * 2.5));  // at 0 and 1
  std::vector<float> reference(1);
  const float five = 5;
  method->reference(&five, 1, reference.data());
  CHECK(reference[0] == 2);
}

TEST_CASE("lof is scikit-learn's, among records that repeat each other too") {
  struct Expected {
    std::int64_t k;
    std::vector<double> factor;
  };
  // Printed by lof_expected.py.
  const Expected expected =
      GENERATE(Expected{5,
                        {1.02625631, 1.02391539, 1.05221781, 1.03563068, 0.963195189, 0.974482133,
                         2.3588083e+10, 1.01764742, 1.00682695, 0.971060451}},
               Expected{20,
                        {1.03414088, 0.998492843, 1.0627695, 1.15821134, 0.947875984, 0.922888211, 1.11038096,
                         1.09682303, 1.11786951, 0.993846979}},
               Expected{100,
                        {0.997360294, 0.997360294, 0.997896777, 1.00288939, 0.997896777, 0.997360294,
                         1.02838119, 0.997460729, 0.997896777, 0.997896777}});
  Matrix normal = generated(60, 3, 1), x = generated(10, 3, 2);
  for (std::size_t i = 40; i < 47; ++i) std::copy_n(normal.row(3), 3, normal.row(i));
  std::copy_n(normal.row(10), 6, x.row(8));
  const std::vector<float> found = scores(*learn_lof(normal, LofOptions{.k = expected.k}, 4), x);
  for (std::size_t i = 0; i < 10; ++i) CHECK(found[i] == Approx(expected.factor[i]).epsilon(1e-6));
}

TEST_CASE("lof finds a record beside a dense cluster that distance alone would pass") {
  std::vector<float> values;
  for (int i = 0; i < 50; ++i) {
    values.push_back(0.01f * float(i));  // dense, 0 to 0.5
    values.push_back(10.0f + float(i));  // sparse, 10 to 59
  }
  const auto method = learn_lof(column(values), LofOptions{.k = 5}, 0);
  const std::vector<float> found = scores(*method, column({1.2f, 30.5f}));
  CHECK(found[0] > 5);
  CHECK(found[1] == Approx(1).margin(0.2));
}

TEST_CASE("lof scores with two normal records, and with one") {
  CHECK(std::isfinite(scores(*learn_lof(column({1, 2}), {}, 0), column({5}))[0]));
  const std::vector<float> found = scores(*learn_lof(column({1}), {}, 0), column({1, 3}));
  CHECK(found[0] == Approx(1));
  CHECK(found[1] > 1e9f);
}

TEST_CASE("lof keeps as many records as asked, the same ones for the same seed") {
  const Matrix normal = generated(300, 3, 2), x = generated(40, 3, 3);
  const LofOptions options{.k = 3, .bank = 100};
  const auto method = learn_lof(normal, options, 7);
  Archive archive;
  method->save(archive);
  CHECK(archive.tensor("bank").shape == std::vector<std::uint64_t>{100, 3});
  CHECK(scores(*method, x) == scores(*learn_lof(normal, options, 7), x));
  CHECK(scores(*method, x) != scores(*learn_lof(normal, options, 8), x));
}

TEST_CASE("a damaged lof is refused") {
  Archive lof;
  learn_lof(generated(20, 3, 5), LofOptions{.k = 4}, 1)->save(lof);
  SECTION("more neighbours than records") {
    lof.meta["k"] = 21;
    check_fault(Fault::model, "\"k\" is 21, but only 20", [&] { load_lof(lof); });
  }
  SECTION("no neighbours") {
    lof.meta["k"] = 0;
    check_fault(Fault::model, "\"k\" is 0", [&] { load_lof(lof); });
  }
  SECTION("a density is missing") {
    lof.put("density", {19}, std::vector<double>(19, 1.0));
    check_fault(Fault::model, "\"density\" has 19 numbers, expected 20", [&] { load_lof(lof); });
  }
  SECTION("a density is negative") {
    std::get<std::vector<double>>(lof.tensors["density"].values)[3] = -1;
    check_fault(Fault::model, "negative", [&] { load_lof(lof); });
  }
  SECTION("a distance is not finite") {
    std::get<std::vector<double>>(lof.tensors["k_distance"].values)[3] = INFINITY;
    check_fault(Fault::model, "not finite", [&] { load_lof(lof); });
  }
  SECTION("a distance is negative") {
    std::get<std::vector<double>>(lof.tensors["k_distance"].values)[3] = -0.5;
    check_fault(Fault::model, "negative", [&] { load_lof(lof); });
  }
}
