#include <catch2/catch.hpp>
#include <cfloat>
#include <cmath>
#include <thread>

#include "base/random.h"
#include "methods/iforest.h"
#include "methods/knn.h"
#include "methods/lof.h"
#include "methods/mahalanobis.h"
#include "methods/pca.h"
#include "methods/table.h"
#include "testing/faults.h"
#include "testing/tables.h"

using namespace discern;
using namespace discern::testing;

namespace {

using Learn = std::unique_ptr<Method> (*)(const Matrix&, const std::map<std::string, std::string>&,
                                          std::uint64_t, Json&);

struct Baseline {
  const char* name;
  Learn learn;
};
const std::vector<Baseline> kBaselines = {{"knn", learn_knn},
                                          {"mahalanobis", learn_mahalanobis},
                                          {"pca", learn_pca},
                                          {"lof", learn_lof},
                                          {"iforest", learn_iforest}};

// Correlated, so that no direction is like another.
Matrix random_table(std::size_t n, std::size_t width, std::uint64_t seed) {
  Random random(seed, "baselines test");
  Matrix m(n, width);
  for (std::size_t i = 0; i < n; ++i) {
    const double shared = random.normal();
    for (std::size_t j = 0; j < width; ++j)
      m.row(i)[j] = float(random.normal() + shared * double(j) / double(width));
  }
  return m;
}

std::unique_ptr<Method> learn(const Baseline& baseline, const Matrix& normal,
                              const std::map<std::string, std::string>& settings = {}) {
  Json resolved;
  return baseline.learn(normal, settings, 3, resolved);
}

std::vector<float> scores(const Method& method, const Matrix& x) {
  std::vector<float> out(x.rows * method.components().size());
  method.score(x.data.data(), x.rows, out.data());
  return out;
}

std::vector<float> references(const Method& method, const Matrix& x) {
  std::vector<float> out(x.data.size());
  method.reference(x.data.data(), x.rows, out.data());
  return out;
}

bool all_finite(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

Archive archive_of(const Method& method) {
  Archive archive;
  method.save(archive);
  return archive;
}

}  // namespace

TEST_CASE("knn scores the mean distance to the k nearest and refers to their mean") {
  const auto method = learn_knn(table(1, {0, 1, 3, 10}), KnnOptions{.k = 2}, 0);
  const Matrix x = table(1, {0, 2, 20});
  CHECK(scores(*method, x) == std::vector<float>{0.5f, 1, 13.5f});
  CHECK(references(*method, x) == std::vector<float>{0.5f, 2, 6.5f});
}

TEST_CASE("knn finds nothing strange in a record it has k times") {
  Matrix normal = random_table(50, 4, 1);
  for (std::size_t i = 0; i < 5; ++i) std::copy_n(normal.row(9), 4, normal.row(i));
  const auto method = learn_knn(normal, KnnOptions{.k = 5}, 0);
  Matrix x(1, 4);
  std::copy_n(normal.row(9), 4, x.row(0));
  CHECK(scores(*method, x)[0] == 0);
}

TEST_CASE("knn takes all records as neighbours when there are fewer than k") {
  const auto method = learn_knn(table(1, {0, 2}), KnnOptions{.k = 5}, 0);
  CHECK(scores(*method, table(1, {5})) == std::vector<float>{4});
}

TEST_CASE("knn keeps as many records as asked, the same ones for the same seed") {
  const Matrix normal = random_table(300, 3, 2), x = random_table(40, 3, 3);
  const KnnOptions options{.k = 3, .bank = 100};
  const auto method = learn_knn(normal, options, 7);
  CHECK(archive_of(*method).tensor("bank").shape == std::vector<std::uint64_t>{100, 3});
  CHECK(scores(*method, x) == scores(*learn_knn(normal, options, 7), x));
  CHECK(scores(*method, x) != scores(*learn_knn(normal, options, 8), x));
}

TEST_CASE("mahalanobis measures uncorrelated features in their standard deviations") {
  // Means 1 and 0, standard deviations 1 and 2, no correlation.
  const Matrix normal = table(2, {0, -2, 0, 2, 2, -2, 2, 2});
  const auto method = learn_mahalanobis(normal, MahalanobisOptions{.shrinkage = 1});
  const Matrix x = table(2, {1, 0, 4, 0, 1, 8, 4, 8});
  const std::vector<float> found = scores(*method, x), expected = {0, 3, 4, 5};
  for (std::size_t i = 0; i < 4; ++i) CHECK(found[i] == Approx(expected[i]).margin(1e-5));
  CHECK(references(*method, x) == std::vector<float>{1, 0, 1, 0, 1, 0, 1, 0});
}

TEST_CASE("mahalanobis sees a record that breaks a correlation") {
  const Matrix normal = table(2, {-2, -2, -1, -1, 0, 0, 1, 1, 2, 2});
  const auto method = learn_mahalanobis(normal, MahalanobisOptions{.shrinkage = 0.1});
  // With variances 2 and the correlation shrunk to 0.9: (1, 1) and (1, -1) stand along the two axes.
  const std::vector<float> found = scores(*method, table(2, {1, 1, 1, -1}));
  CHECK(found[0] == Approx(std::sqrt(1 / 1.9)).epsilon(1e-4));
  CHECK(found[1] == Approx(std::sqrt(1 / 0.1)).epsilon(1e-4));
}

TEST_CASE("mahalanobis does not change when all records are shifted") {
  Matrix normal = random_table(400, 6, 4), x = random_table(50, 6, 5);
  const std::vector<float> before = scores(*learn_mahalanobis(normal, {}), x);
  for (Matrix* m : {&normal, &x})
    for (float& v : m->data) v += 16;
  const std::vector<float> after = scores(*learn_mahalanobis(normal, {}), x);
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(after[i] == Approx(before[i]).epsilon(1e-4));
}

TEST_CASE("pca leaves nothing of records in the subspace of the normal ones and all of what stands across") {
  // Normal records lie on the line (1, 2, 3) + t (1, 1, 0).
  const Matrix normal = table(3, {1, 2, 3, 2, 3, 3, 4, 5, 3, 0, 1, 3});
  const auto method = learn_pca(normal, PcaOptions{});
  const Matrix x = table(3, {11, 12, 3, 1, 2, 5, 2, 1, 3});
  const std::vector<float> found = scores(*method, x), expected = {0, 4, 2},
                           reference = references(*method, x);
  for (std::size_t i = 0; i < 3; ++i) CHECK(found[i] == Approx(expected[i]).margin(1e-4));
  const std::vector<float> projected = {11, 12, 3, 1, 2, 3, 1, 2, 3};
  for (std::size_t i = 0; i < 9; ++i) CHECK(reference[i] == Approx(projected[i]).margin(1e-4));
}

TEST_CASE("pca finds the same axes of fewer records than columns as of the same ones several times over") {
  const Matrix wide = random_table(12, 30, 31), fresh = random_table(5, 30, 32);
  Matrix tall(0, 30);
  for (int times = 0; times < 4; ++times) {
    tall.rows += wide.rows;
    tall.data.insert(tall.data.end(), wide.data.begin(), wide.data.end());
  }
  for (const double variance : {0.5, 0.9, 0.9999}) {
    const auto few = learn_pca(wide, PcaOptions{.variance = variance});
    const auto many = learn_pca(tall, PcaOptions{.variance = variance});
    std::vector<float> of_few(fresh.rows), of_many(fresh.rows);
    few->score(fresh.data.data(), fresh.rows, of_few.data());
    many->score(fresh.data.data(), fresh.rows, of_many.data());
    for (std::size_t i = 0; i < fresh.rows; ++i) CHECK(of_few[i] == Approx(of_many[i]).epsilon(1e-4));
  }
}

TEST_CASE("pca of equal records, more columns than records, leaves nothing of them") {
  const Matrix normal = table(4, {1, 2, 3, 4, 1, 2, 3, 4});
  const auto method = learn_pca(normal, PcaOptions{});
  std::vector<float> out(2);
  method->score(normal.data.data(), 2, out.data());
  CHECK(out == std::vector<float>{0, 0});
}

TEST_CASE("pca keeps the fewest components that exceed the share of variance") {
  // Variances 4 : 2 : 1 along the axes.
  const float a = 2, b = std::sqrt(2.0f), c = 1;
  const Matrix normal = table(3, {a, 0, 0, -a, 0, 0, 0, b, 0, 0, -b, 0, 0, 0, c, 0, 0, -c});
  const auto components = [&](double variance) {
    return archive_of(*learn_pca(normal, PcaOptions{.variance = variance})).tensor("components").shape[0];
  };
  CHECK(components(0) == 1);
  CHECK(components(0.5) == 1);
  CHECK(components(0.6) == 2);
  CHECK(components(0.85) == 2);
  CHECK(components(0.9) == 3);
  CHECK(components(1) == 3);
}

TEST_CASE("a baseline's scores and references have the same bits in any batch and in four threads at once") {
  const Baseline baseline = GENERATE(from_range(kBaselines));
  CAPTURE(baseline.name);
  const std::size_t width = 19;
  const auto method = learn(baseline, random_table(500, width, 6));
  const Matrix x = random_table(1000, width, 7);
  const std::vector<float> whole = scores(*method, x), whole_references = references(*method, x);
  const auto same = [&] {
    for (const std::size_t n : {1, 7, 64, 128, 129, 1000})
      for (std::size_t start = 0; start < x.rows; start += 311) {
        Matrix part(std::min(n, x.rows - start), width);
        std::copy_n(x.row(start), part.data.size(), part.data.begin());
        const auto found = scores(*method, part), found_references = references(*method, part);
        if (!std::equal(found.begin(), found.end(), whole.begin() + std::ptrdiff_t(start))) return false;
        if (!std::equal(found_references.begin(), found_references.end(),
                        whole_references.begin() + std::ptrdiff_t(start * width)))
          return false;
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

TEST_CASE("a baseline comes back from its archive with the same bits") {
  const Baseline baseline = GENERATE(from_range(kBaselines));
  CAPTURE(baseline.name);
  const auto method = learn(baseline, random_table(200, 7, 8));
  const auto loaded = find_method(baseline.name).load(archive_of(*method));
  const Matrix x = random_table(60, 7, 9);
  CHECK(loaded->width() == 7);
  CHECK(loaded->components().size() == 1);
  CHECK(scores(*loaded, x) == scores(*method, x));
  CHECK(references(*loaded, x) == references(*method, x));
}

TEST_CASE("a baseline stays finite for any finite records") {
  const Baseline baseline = GENERATE(from_range(kBaselines));
  CAPTURE(baseline.name);
  const auto check = [&](const Matrix& normal, const Matrix& x) {
    const auto method = learn(baseline, normal);
    CHECK(all_finite(scores(*method, x)));
    CHECK(all_finite(references(*method, x)));
  };
  SECTION("enormous values") {
    check(random_table(50, 3, 10), table(3, {FLT_MAX, -FLT_MAX, 0, FLT_MAX, FLT_MAX, FLT_MAX, 1e20f, 0, 0}));
  }
  SECTION("one record, one feature") {
    check(table(1, {2}), table(1, {2, 3, -1e30f}));
  }
  SECTION("one record") {
    check(table(3, {1, 2, 3}), table(3, {1, 2, 3, 4, 5, 6}));
  }
  SECTION("a feature that never moved") {
    Matrix normal = random_table(60, 3, 11);
    for (std::size_t i = 0; i < 60; ++i) normal.row(i)[1] = 0;
    check(normal, random_table(10, 3, 12));
  }
  SECTION("features that repeat each other") {
    Matrix normal = random_table(60, 3, 13);
    for (std::size_t i = 0; i < 60; ++i) normal.row(i)[2] = normal.row(i)[0];
    check(normal, random_table(10, 3, 14));
  }
  SECTION("fewer records than features") {
    check(random_table(5, 20, 15), random_table(10, 20, 16));
  }
}

TEST_CASE("a baseline's settings are checked and all its options are reported") {
  const Matrix normal = random_table(30, 2, 17);
  Json resolved;
  learn_knn(normal, {{"k", "3"}}, 1, resolved);
  CHECK(resolved == Json{{"k", 3}, {"bank", 20000}, {"bank-by", "random"}});
  learn_lof(normal, {}, 1, resolved);
  CHECK(resolved == Json{{"k", 20}, {"bank", 20000}});
  learn_iforest(normal, {{"trees", "5"}}, 1, resolved);
  CHECK(resolved == Json{{"trees", 5}, {"records", 256}});
  learn_pca(normal, {{"variance", "0.5"}}, 1, resolved);
  CHECK(resolved == Json{{"variance", 0.5}});
  learn_mahalanobis(normal, {}, 1, resolved);
  CHECK(resolved == Json{{"shrinkage", 0.1}});
  check_fault(Fault::usage, "method knn has no option \"bnk\" (did you mean \"bank\"?)", [&] {
    learn_knn(normal, {{"bnk", "9"}}, 1, resolved);
  });
  check_fault(Fault::usage, "\"0\" is not a whole number from 1 to 1000", [&] {
    learn_knn(normal, {{"k", "0"}}, 1, resolved);
  });
  check_fault(Fault::usage, "variance", [&] { learn_pca(normal, {{"variance", "1.5"}}, 1, resolved); });
  check_fault(Fault::usage, "shrinkage", [&] {
    learn_mahalanobis(normal, {{"shrinkage", "0"}}, 1, resolved);
  });
}

TEST_CASE("a baseline refuses to learn from nothing") {
  const Baseline baseline = GENERATE(from_range(kBaselines));
  check_fault(Fault::data, "0 records", [&] { learn(baseline, Matrix(0, 3)); });
  check_fault(Fault::data, "0 features", [&] { learn(baseline, Matrix(3, 0)); });
}

TEST_CASE("a damaged baseline is refused") {
  Archive knn = archive_of(*learn(kBaselines[0], random_table(20, 3, 18)));
  Archive mahalanobis = archive_of(*learn(kBaselines[1], random_table(20, 3, 18)));
  Archive pca = archive_of(*learn(kBaselines[2], random_table(20, 3, 18)));
  SECTION("knn without k") {
    knn.meta.erase("k");
    check_fault(Fault::model, "\"k\" is missing", [&] { load_knn(knn); });
  }
  SECTION("knn with an impossible k") {
    knn.meta["k"] = 0;
    check_fault(Fault::model, "\"k\" is 0", [&] { load_knn(knn); });
  }
  SECTION("knn without records") {
    knn.put("bank", {0, 3}, std::vector<float>{});
    check_fault(Fault::model, "\"bank\" is not a table", [&] { load_knn(knn); });
  }
  SECTION("knn with a shape that is not its size") {
    knn.put("bank", {std::uint64_t(1) << 63, 2}, std::vector<float>(4));
    check_fault(Fault::model, "\"bank\" is not a table", [&] { load_knn(knn); });
  }
  SECTION("knn with a flat bank") {
    knn.put("bank", {6}, std::vector<float>(6));
    check_fault(Fault::model, "\"bank\" is not a table", [&] { load_knn(knn); });
  }
  SECTION("knn with a number that is not finite") {
    std::get<std::vector<float>>(knn.tensors["bank"].values)[3] = NAN;
    check_fault(Fault::model, "not finite", [&] { load_knn(knn); });
  }
  SECTION("mahalanobis without its mean") {
    mahalanobis.tensors.erase("mean");
    check_fault(Fault::model, "\"mean\" is missing", [&] { load_mahalanobis(mahalanobis); });
  }
  SECTION("mahalanobis without a feature") {
    mahalanobis.put("mean", {0}, std::vector<float>{});
    check_fault(Fault::model, "\"mean\"", [&] { load_mahalanobis(mahalanobis); });
  }
  SECTION("mahalanobis of another width") {
    mahalanobis.put("mean", {4}, std::vector<float>(4));
    check_fault(Fault::model, "expected 4", [&] { load_mahalanobis(mahalanobis); });
  }
  SECTION("pca with a mean of another width") {
    pca.put("mean", {4}, std::vector<float>(4));
    check_fault(Fault::model, "has 4 numbers, expected 3", [&] { load_pca(pca); });
  }
  SECTION("pca without components") {
    pca.tensors.erase("components");
    check_fault(Fault::model, "\"components\" is missing", [&] { load_pca(pca); });
  }
}

TEST_CASE("methods are found by name, and a misspelt one gets a suggestion") {
  CHECK(find_method("pca").name == "pca");
  CHECK_FALSE(find_method("knn").adversarial);
  check_fault(Fault::usage, "did you mean \"mahalanobis\"?", [] { find_method("mahalanobi"); });
  for (const MethodInfo& method : methods()) {
    CHECK_FALSE(method.summary.empty());
    CHECK_FALSE(method.source.empty());
    CHECK_FALSE(method.options().empty());
  }
}
