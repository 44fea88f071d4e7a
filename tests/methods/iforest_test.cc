#include "methods/iforest.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "methods/forest.h"
#include "testing/faults.h"

using namespace discern;

namespace {

// Four records, two features: x0 below 1 is alone, then x1 below 2 is alone, then two are left.
StoredForest one_tree() {
  return {2, 4, {0, -1, 1, -1, -1}, {1, 1, 2, 1, 2}};
}

std::vector<double> paths(const Forest& forest, std::vector<float> x) {
  std::vector<double> out(x.size() / forest.width());
  forest.mean_path(x.data(), out.size(), out.data());
  return out;
}

Matrix normal_rows(std::size_t n, std::size_t width, std::uint64_t seed) {
  Random random(seed, "iforest test");
  Matrix m(n, width);
  for (float& value : m.data) value = float(random.normal());
  return m;
}

Archive saved(const Method& method) {
  Archive archive;
  method.save(archive);
  return archive;
}

std::vector<float> scores(const Method& method, const Matrix& x) {
  std::vector<float> out(x.rows);
  method.score(x.data.data(), x.rows, out.data());
  return out;
}

std::vector<float>& numbers(Archive& archive, const char* name) {
  return std::get<std::vector<float>>(archive.tensors.at(name).values);
}

}  // namespace

TEST_CASE("the expected path is the harmonic formula of the paper") {
  CHECK(expected_path(0) == 0);
  CHECK(expected_path(1) == 0);
  CHECK(expected_path(2) == 1);
  CHECK(expected_path(4) == Approx(2 * (std::log(3) + 0.5772156649) - 1.5));
  CHECK(expected_path(256) == Approx(10.244770920));
}

TEST_CASE("a tree is as high as a balanced one at most") {
  CHECK(height_limit(1) == 0);
  CHECK(height_limit(2) == 1);
  CHECK(height_limit(3) == 2);
  CHECK(height_limit(256) == 8);
  CHECK(height_limit(257) == 9);
}

TEST_CASE("a path counts the splits above a leaf and those its records would need") {
  const Forest forest(one_tree());
  // A value that equals a split goes right.
  CHECK(paths(forest, {0, 9, 1, 1, 1, 2}) == std::vector<double>{1, 2, 3});
}

TEST_CASE("paths are averaged over trees of different heights") {
  StoredForest two = one_tree();
  for (const float feature : {0, -1, -1}) two.feature.push_back(feature);
  for (const float value : {5, 3, 1}) two.value.push_back(value);
  const Forest forest(two);
  CHECK(forest.trees() == 2);
  const std::vector<double> found = paths(forest, {0, 0, 7, 2});
  CHECK(found[0] == Approx((1 + 1 + expected_path(3)) / 2));
  CHECK(found[1] == Approx((3 + 1) / 2.0));
}

TEST_CASE("a forest that is not whole is refused") {
  StoredForest bad = one_tree();
  const auto refused = [&](const char* part) {
    check_fault(Fault::model, part, [&] { Forest forest(bad); });
  };
  SECTION("no node") {
    bad.feature.clear(), bad.value.clear();
    refused("0 features");
  }
  SECTION("values are missing") {
    bad.value.pop_back();
    refused("5 features and 4 values");
  }
  SECTION("a branch is missing") {
    bad.feature.pop_back(), bad.value.pop_back();
    refused("node 2 of the forest has no branches");
  }
  SECTION("a tree follows that has too few records") {
    bad.feature.push_back(-1), bad.value.push_back(1);
    refused("node 5 of the forest is the root of a tree with another number");
  }
  SECTION("a feature beyond the width") {
    bad.feature[0] = 2;
    refused("node 0 of the forest splits on a feature there is not");
  }
  SECTION("a feature that is no whole number") {
    bad.feature[2] = 0.5f;
    refused("node 2 of the forest splits on a feature");
  }
  SECTION("a feature below -1") {
    bad.feature[2] = -2;
    refused("node 2 of the forest splits on a feature");
  }
  SECTION("a leaf with no record, too many, or half a one") {
    bad.value[1] = GENERATE(0.0f, 5.0f, 1.5f, -1.0f, 3e38f);
    refused("node 1 of the forest holds an impossible number");
  }
  SECTION("leaves that hold too few together") {
    bad.value[4] = 1;
    refused("another number of records");
  }
  SECTION("a split below the height limit") {
    bad.feature = {0, -1, 0, -1, 0, -1, -1}, bad.value = {1, 1, 2, 1, 3, 1, 1};
    refused("node 4 of the forest splits below");
  }
}

TEST_CASE("iforest grows whole trees of as many records as asked") {
  const auto method = learn_iforest(normal_rows(1000, 3, 1), IforestOptions{.trees = 7, .records = 64}, 2);
  const Archive archive = saved(*method);
  const Forest forest = Forest::load(archive, 3);
  CHECK(forest.trees() == 7);
  CHECK(forest.records() == 64);
}

TEST_CASE("iforest scores 2 to the minus mean path over the expected one") {
  Archive archive;
  Forest(one_tree()).save(archive);
  archive.put("medians", {2}, std::vector<float>{3, 4});
  const auto method = load_iforest(archive);
  Matrix x(2, 2);
  x.data = {0, 0, 1, 2};
  const std::vector<float> found = scores(*method, x);
  CHECK(found[0] == Approx(std::pow(2, -1 / expected_path(4))));
  CHECK(found[1] == Approx(std::pow(2, -3 / expected_path(4))));
  std::vector<float> reference(4);
  method->reference(x.data.data(), 2, reference.data());
  CHECK(reference == std::vector<float>{3, 4, 3, 4});
}

TEST_CASE("iforest's mean score of normal records is near one half, and of far ones well above") {
  const auto method = learn_iforest(normal_rows(2000, 4, 1), {}, 3);
  Matrix near = normal_rows(500, 4, 2), far = near;
  for (float& value : far.data) value = value < 0 ? value - 5 : value + 5;
  double mean = 0;
  for (const float score : scores(*method, near)) mean += double(score) / 500;
  CHECK(mean == Approx(0.47).margin(0.05));
  for (const float score : scores(*method, far)) CHECK(score > 0.6f);
}

TEST_CASE("iforest does not split on a feature that does not vary") {
  Matrix normal = normal_rows(200, 3, 4);
  for (std::size_t i = 0; i < normal.rows; ++i) normal.row(i)[1] = 7;
  Archive archive = saved(*learn_iforest(normal, {}, 1));
  const std::vector<float>& feature = numbers(archive, "feature");
  CHECK(std::count(feature.begin(), feature.end(), 1.0f) == 0);
  CHECK(std::count(feature.begin(), feature.end(), 2.0f) > 100);
}

TEST_CASE("iforest makes one leaf of records that are all alike") {
  Matrix normal(20, 2);
  normal.data.assign(40, 3.0f);
  const auto method = learn_iforest(normal, IforestOptions{.trees = 2}, 1);
  Archive archive = saved(*method);
  CHECK(numbers(archive, "feature") == std::vector<float>{-1, -1});
  CHECK(numbers(archive, "value") == std::vector<float>{20, 20});
  CHECK(scores(*method, normal_rows(1, 2, 1)) == std::vector<float>{0.5f});
}

TEST_CASE("iforest refers to medians that occur") {
  Matrix normal(4, 1);
  normal.data = {9, 1, 2, 8};
  std::vector<float> reference(1);
  learn_iforest(normal, {}, 1)->reference(normal.data.data(), 1, reference.data());
  CHECK(reference[0] == 2);
}

TEST_CASE("iforest draws the same trees for the same seed") {
  const Matrix normal = normal_rows(300, 3, 5), x = normal_rows(30, 3, 6);
  CHECK(scores(*learn_iforest(normal, {}, 7), x) == scores(*learn_iforest(normal, {}, 7), x));
  CHECK(scores(*learn_iforest(normal, {}, 7), x) != scores(*learn_iforest(normal, {}, 8), x));
}

TEST_CASE("a damaged iforest is refused") {
  Archive archive = saved(*learn_iforest(normal_rows(50, 3, 7), {}, 1));
  SECTION("without medians") {
    archive.put("medians", {0}, std::vector<float>{});
    check_fault(Fault::model, "\"medians\" is empty", [&] { load_iforest(archive); });
  }
  SECTION("with fewer features than it splits on") {
    archive.put("medians", {1}, std::vector<float>{0});
    check_fault(Fault::model, "a feature there is not", [&] { load_iforest(archive); });
  }
  SECTION("of another number of records") {
    archive.meta["records"] = 49;
    check_fault(Fault::model, "another number of records", [&] { load_iforest(archive); });
  }
  SECTION("of no records") {
    archive.meta["records"] = 0;
    check_fault(Fault::model, "node", [&] { load_iforest(archive); });
  }
  SECTION("cut short") {
    numbers(archive, "feature").pop_back();
    numbers(archive, "value").pop_back();
    check_fault(Fault::model, "has no branches", [&] { load_iforest(archive); });
  }
}
