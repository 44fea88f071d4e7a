#include "methods/quantile_view.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cfloat>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;

namespace {

Matrix column(std::vector<float> values) {
  Matrix m(values.size(), 1);
  m.data = std::move(values);
  return m;
}

std::vector<float> view_of(const QuantileView& view, const std::vector<float>& x) {
  std::vector<float> out(x.size());
  view.apply(x.data(), x.size() / view.width(), out.data());
  return out;
}

// Three columns: numbers, a rare flag, few values.
Matrix mixed(std::size_t n, std::uint64_t seed) {
  Random random(seed, "quantile view test");
  Matrix m(n, 3);
  for (std::size_t i = 0; i < n; ++i) {
    m.row(i)[0] = float(random.normal());
    m.row(i)[1] = random.below(50) ? 0.0f : 1.0f;
    m.row(i)[2] = float(random.below(5));
  }
  return m;
}

}  // namespace

TEST_CASE("a value's score is the normal quantile of its middle rank") {
  // Middle ranks 0.5, 2.5 (three of them) and 4.5 of 5.
  const QuantileView view(column({4, 2, 1, 2, 2}));
  const std::vector<float> found = view_of(view, {1, 2, 4});
  CHECK(found[0] == Approx(-1.2815516));
  CHECK(found[1] == Approx(0).margin(1e-6));
  CHECK(found[2] == Approx(1.2815516));
}

TEST_CASE(
    "between quantiles a score is linear, beyond them it goes on by the value's own step, up to a bound") {
  const QuantileView view(column({4, 2, 1, 2, 2}));
  const std::vector<float> found = view_of(view, {1.5f, 3, 0.5f, 5, -100, 100, FLT_MAX, -FLT_MAX});
  CHECK(found[0] == Approx(-1.2815516 / 2));
  CHECK(found[1] == Approx(1.2815516 / 2));
  CHECK(found[2] == Approx(-1.2815516 - 0.5));
  CHECK(found[3] == Approx(1.2815516 + 1));
  CHECK(found[4] == -QuantileView::kMost);
  CHECK(found[5] == QuantileView::kMost);
  CHECK(found[6] == QuantileView::kMost);
  CHECK(found[7] == -QuantileView::kMost);
}

TEST_CASE("a rarely set flag is far from the others") {
  std::vector<float> flags(1000, 0.0f);
  flags[17] = 1;
  const std::vector<float> found = view_of(QuantileView(column(flags)), {0, 1});
  CHECK(std::abs(found[0]) < 0.01f);
  CHECK(found[1] > 3.2f);
}

TEST_CASE("one record, and a feature that never varies, are viewed") {
  const std::vector<float> found = view_of(QuantileView(column({7})), {7, 8, 100});
  CHECK(found[0] == Approx(0).margin(1e-6));
  CHECK(found[1] == Approx(1));
  CHECK(found[2] == QuantileView::kMost);
}

TEST_CASE("a score never falls as its value rises, with more values than quantiles too") {
  const std::size_t n = GENERATE(2, 30, 5000);
  const QuantileView view(mixed(n, n));
  Random random(1, "quantile view test");
  for (std::size_t j = 0; j < 3; ++j) {
    std::vector<float> values(3000);
    for (float& v : values) v = float(random.below(2) ? 6 * random.normal() : random.normal());
    for (std::size_t i = 0; i < 100; ++i) values[i] = float(i % 7);
    std::sort(values.begin(), values.end());
    std::vector<float> rows(values.size() * 3, 0.0f);
    for (std::size_t i = 0; i < values.size(); ++i) rows[i * 3 + j] = values[i];
    const std::vector<float> found = view_of(view, rows);
    bool rises = true;
    for (std::size_t i = 1; i < values.size(); ++i) rises = rises && found[i * 3 + j] >= found[i * 3 - 3 + j];
    CHECK(rises);
  }
}

TEST_CASE("many normal values are nearly standard normal in their own view") {
  const Matrix normal = mixed(5000, 4);
  const std::vector<float> found = view_of(QuantileView(normal), normal.data);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < normal.rows; ++i)
    sum += found[i * 3], squares += double(found[i * 3]) * found[i * 3];
  CHECK(sum / 5000 == Approx(0).margin(0.01));
  CHECK(squares / 5000 == Approx(1).margin(0.01));
}

TEST_CASE("a row's view has the same bits in any batch and after loading") {
  const Matrix normal = mixed(2000, 5), x = mixed(300, 6);
  const QuantileView view(normal);
  const std::vector<float> whole = view_of(view, x.data);
  Archive archive;
  view.save(archive, "ranks");
  const QuantileView loaded = QuantileView::load(archive, "ranks", 3);
  CHECK(view_of(loaded, x.data) == whole);
  for (const std::size_t start : {0u, 1u, 299u}) {
    std::vector<float> one(3);
    loaded.apply(x.row(start), 1, one.data());
    CHECK(std::equal(one.begin(), one.end(), whole.begin() + std::ptrdiff_t(3 * start)));
  }
}

TEST_CASE("damaged quantiles are refused") {
  Archive archive;
  QuantileView(mixed(20, 7)).save(archive, "ranks");
  auto& values = std::get<std::vector<float>>(archive.tensors["ranks.values"].values);
  auto& scores = std::get<std::vector<float>>(archive.tensors["ranks.scores"].values);
  const auto load = [&] { QuantileView::load(archive, "ranks", 3); };
  load();
  std::string message = "\"ranks\" are impossible";
  SECTION("of another width") {
    archive.meta["ranks"].erase(1);
  }
  SECTION("that begin late") {
    archive.meta["ranks"][0] = 1;
  }
  SECTION("that end early") {
    archive.meta["ranks"][3] = values.size() - 1;
  }
  SECTION("that end beyond the numbers") {
    archive.meta["ranks"][2] = values.size() + 5;
  }
  SECTION("none of a feature") {
    archive.meta["ranks"][1] = 0;
  }
  SECTION("values out of order") {
    std::swap(values[0], values[1]);
  }
  SECTION("values that repeat") {
    values[1] = values[0];
  }
  SECTION("scores that fall") {
    scores[0] = scores[1] + 0.1f;
  }
  SECTION("a score beyond the bound") {
    scores.back() = 3.6f;
  }
  SECTION("a value that is not finite") {
    values.back() = INFINITY;
    message = "not finite";
  }
  SECTION("fewer scores than values") {
    scores.pop_back();
    message = "\"ranks.scores\" has";
  }
  SECTION("no places") {
    archive.meta.erase("ranks");
    message = "\"ranks\" is missing";
  }
  check_fault(Fault::model, message, load);
}

TEST_CASE("quantiles as far apart as numbers can be give a finite score") {
  Archive archive;
  QuantileView(column({-1, 1})).save(archive, "ranks");
  std::get<std::vector<float>>(archive.tensors["ranks.values"].values) = {-FLT_MAX, FLT_MAX};
  const std::vector<float> found = view_of(QuantileView::load(archive, "ranks", 1), {0, FLT_MAX, 3e38f});
  CHECK(found[0] == Approx(0).margin(1e-6));
  for (const float value : found) CHECK(std::isfinite(value));
}
