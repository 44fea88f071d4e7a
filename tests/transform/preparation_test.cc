#include "transform/preparation.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "discern/error.h"

using namespace discern;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Schema one_column(Kind kind, std::vector<std::string> categories = {}) {
  return {{{"x", kind, std::move(categories)}}};
}

Table one_column_table(std::vector<double> values) {
  Table table;
  table.rows = values.size();
  table.columns = {std::move(values)};
  return table;
}

Preparation learned(Kind kind, std::vector<double> values, std::vector<std::string> categories = {},
                    double rare = 0.005) {
  return Preparation::learn(one_column(kind, std::move(categories)), one_column_table(std::move(values)),
                            rare);
}

std::vector<float> features(const Preparation& preparation, double value) {
  std::vector<Surprise> surprises;
  return preparation.apply(one_column_table({value}), surprises).data;
}

std::vector<Surprise> surprises_of(const Preparation& preparation, double value) {
  std::vector<Surprise> surprises;
  preparation.apply(one_column_table({value}), surprises);
  return surprises;
}

}  // namespace

TEST_CASE("Squashing is the identity to 3 and 3 + log1p(|z| - 3) beyond, and is undone") {
  CHECK(squash(2.5) == 2.5);
  CHECK(squash(-3) == -3);
  CHECK(squash(3 + std::exp(1.0) - 1) == Approx(4));
  CHECK(squash(-3 - (std::exp(2.0) - 1)) == Approx(-5));
  for (const double z : {-1e9, -40.0, -3.0, 0.0, 1.0, 3.5, 1e6}) CHECK(unsquash(squash(z)) == Approx(z));
}

TEST_CASE("Numbers are standardised by the mean and deviation of the normal records") {
  const Preparation preparation = learned(Kind::numeric, {1, 2, 3, 6});  // mean 3, deviation sqrt(3.5)
  REQUIRE(preparation.width() == 1);
  CHECK(features(preparation, 3)[0] == 0.0f);
  CHECK(features(preparation, 6)[0] == Approx(3 / std::sqrt(3.5)));
  CHECK(features(preparation, 1e300)[0] > 600);
  CHECK(std::isfinite(features(preparation, -1.7e308)[0]));
  CHECK(preparation.describe(0, features(preparation, 6).data()) == "6");
}

TEST_CASE("Missing numbers take the median and are flagged if training had missing ones") {
  const Preparation with = learned(Kind::numeric, {1, 2, 9, kNaN});
  REQUIRE(with.width() == 2);
  CHECK(features(with, kNaN) == std::vector<float>{features(with, 2)[0], 1.0f});
  CHECK(features(with, 9)[1] == 0.0f);
  CHECK(surprises_of(with, kNaN).empty());
  CHECK(with.describe(0, features(with, kNaN).data()) == "missing");

  const Preparation without = learned(Kind::numeric, {1, 2, 9});
  CHECK(without.width() == 1);
  REQUIRE(surprises_of(without, kNaN).size() == 1);
  CHECK(surprises_of(without, kNaN)[0].kind == Surprise::Kind::newly_missing);
}

TEST_CASE("A constant is no feature, and one that moves is a surprise") {
  const Preparation preparation = learned(Kind::numeric, {5, 5, 5});
  CHECK(preparation.width() == 0);
  CHECK(surprises_of(preparation, 5).empty());
  const auto moved = surprises_of(preparation, 6);
  REQUIRE(moved.size() == 1);
  CHECK(moved[0].kind == Surprise::Kind::moved_constant);
  CHECK(moved[0].weight == 1);
  CHECK(moved[0].text == "x 6: always 5 in training");
}

TEST_CASE("A value far outside is a surprise that grows with its distance") {
  const Preparation preparation = learned(Kind::numeric, {0, 4, 10});
  CHECK(surprises_of(preparation, 14).empty());
  const auto near = surprises_of(preparation, 20), far = surprises_of(preparation, -1000);
  REQUIRE(near.size() == 1);
  REQUIRE(far.size() == 1);
  CHECK(near[0].kind == Surprise::Kind::far_outside);
  CHECK(near[0].weight == Approx(std::log1p(1.0)));
  CHECK(far[0].weight == Approx(std::log1p(100.0)));
}

TEST_CASE("Categories have a slot each, one for the rare together, one for the unknown and one for missing") {
  std::vector<double> values(50, 0);
  values.insert(values.end(), 48, 1);
  values.insert(values.end(), {2, kNaN});
  const Preparation preparation = learned(Kind::categorical, values, {"a", "b", "c"}, 0.02);
  REQUIRE(preparation.width() == 5);
  CHECK(features(preparation, 0) == std::vector<float>{1, 0, 0, 0, 0});
  CHECK(features(preparation, 2) == std::vector<float>{0, 0, 1, 0, 0});
  CHECK(features(preparation, kUnknownCategory) == std::vector<float>{0, 0, 0, 1, 0});
  CHECK(features(preparation, kNaN) == std::vector<float>{0, 0, 0, 0, 1});
  CHECK(preparation.describe(0, features(preparation, 1).data()) == "b");
  CHECK(preparation.describe(0, features(preparation, 2).data()) == "a rare category");
}

TEST_CASE("An unknown category is a surprise that names it") {
  const Preparation preparation = learned(Kind::categorical, {0, 1, 0}, {"a", "b"});
  Table table = one_column_table({0, kUnknownCategory});
  table.unknown = {{1, 0, "XK"}};
  std::vector<Surprise> surprises;
  preparation.apply(table, surprises);
  REQUIRE(surprises.size() == 1);
  CHECK(surprises[0].row == 1);
  CHECK(surprises[0].text == "x \"XK\": never seen in training");
}

TEST_CASE("A record's features do not depend on the others, and survive saving to the bit") {
  Random random(3, "test");
  Schema schema{
      {{"n", Kind::numeric, {}}, {"flag", Kind::boolean, {}}, {"c", Kind::categorical, {"u", "v", "w"}}}};
  Table table;
  table.rows = 200;
  table.columns.resize(3);
  for (std::size_t i = 0; i < table.rows; ++i) {
    table.columns[0].push_back(random.uniform() < 0.1 ? kNaN : std::exp(3 * random.normal()));
    table.columns[1].push_back(double(random.below(2)));
    table.columns[2].push_back(double(random.below(3)));
  }
  const Preparation preparation = Preparation::learn(schema, table);
  Archive archive;
  preparation.save(archive);
  const Preparation loaded = Preparation::load(archive);
  std::vector<Surprise> surprises;
  const Matrix all = preparation.apply(table, surprises);
  CHECK(loaded.apply(table, surprises).data == all.data);
  for (const std::size_t i : {0u, 57u, 199u}) {
    Table one;
    one.rows = 1;
    for (const auto& column : table.columns) one.columns.push_back({column[i]});
    const Matrix alone = loaded.apply(one, surprises);
    CHECK(std::equal(alone.data.begin(), alone.data.end(), all.row(i)));
  }
}

TEST_CASE("A damaged preparation is refused") {
  Archive archive;
  learned(Kind::categorical, {0, 1}, {"a", "b"}).save(archive);
  auto refuse = [&](auto change) {
    Archive damaged = archive;
    change(damaged.meta["preparation"]);
    CHECK_THROWS_AS(Preparation::load(damaged), Error);
  };
  refuse([](Json& json) { json["transforms"][0]["kept"] = {0, 7}; });
  refuse([](Json& json) { json["transforms"][0]["transform"] = "exec"; });
  refuse([](Json& json) { json["transforms"] = Json::array(); });
  refuse([](Json& json) { json.erase("schema"); });
}

TEST_CASE("The largest doubles neither overflow nor hide") {
  const Preparation preparation = learned(Kind::numeric, {-1.5e308, 0, 1.5e308});
  for (const double value : {-1.7e308, -1.5e308, 0.0, 1.7e308}) {
    CHECK(std::isfinite(features(preparation, value)[0]));
    for (const Surprise& surprise : surprises_of(preparation, value)) CHECK(std::isfinite(surprise.weight));
  }
}

TEST_CASE("A described number is one that training could hold") {
  const auto described = [](const std::vector<double>& values, double standard) {
    const float x = float(squash(standard));
    return learned(Kind::numeric, values).describe(0, &x);
  };
  CHECK(described({0, 1, 5, 2}, -9) == "0");
  CHECK(described({0, 1, 5, 2}, 9) == "5");
  CHECK(described({0, 1, 5, 2}, 0.1) == "2");  // 2 + 0.1 deviations of sqrt(3.5)
  CHECK(described({0, 1, 5, 2.5}, 0) == "2.125");
  CHECK(described({0, 0, 1, 1, 1}, 0) == "1");  // a mean of 0.6, which nobody has
}

TEST_CASE("That training held integers alone survives saving, and older models do without") {
  const Preparation preparation = learned(Kind::numeric, {0, 1, 5, 2});
  Archive archive;
  preparation.save(archive);
  const float x = 0.1f;
  CHECK(Preparation::load(archive).describe(0, &x) == "2");
  archive.meta["preparation"]["transforms"][0].erase("whole");
  CHECK(Preparation::load(archive).describe(0, &x) == "2.187");
}

namespace {

double restored(const Preparation& preparation, std::vector<float> x, std::uint64_t seed = 1) {
  Random random(seed, "test");
  return preparation.restore(x.data(), random)[0];
}

}  // namespace

TEST_CASE("Numbers come back from their features, within the range of training and whole where it was") {
  const Preparation fine = learned(Kind::numeric, {1, 2, 3, 6.25});
  for (const double value : {1.0, 2.0, 4.3721, 6.25}) CHECK(restored(fine, features(fine, value)) == value);
  CHECK(restored(fine, {-2.9f}) == 1);
  CHECK(restored(fine, {600.0f}) == 6.25);
  CHECK(restored(fine, {3e38f}) == 6.25);
  const Preparation whole = learned(Kind::numeric, {-2, 0, 3, 7});
  for (const float x : {-9.0f, -0.8f, -0.51f, 0.0f, 0.3f, 1.11f, 9.0f}) {
    const double value = restored(whole, {x});
    CHECK(value == std::round(value));
    CHECK_FALSE((value == 0 && std::signbit(value)));
    CHECK((value >= -2 && value <= 7));
  }
  CHECK(restored(whole, features(whole, 2.4)) == 2);
}

TEST_CASE("Tiny, huge and far-off numbers come back to six digits of their deviation") {
  for (const double scale : {1e-300, 1e-9, 1.0, 1e12, 1e300}) {
    const Preparation preparation = learned(Kind::numeric, {scale, 2.5 * scale, 4 * scale});
    CHECK(restored(preparation, features(preparation, 2.125 * scale)) / scale == Approx(2.125).epsilon(1e-5));
  }
}

TEST_CASE("Booleans come back as the nearer one, missing values by their flag, constants as themselves") {
  const Preparation flag = learned(Kind::boolean, {0, 0, 0, 1});
  CHECK(restored(flag, features(flag, 1)) == 1);
  CHECK(restored(flag, features(flag, 0)) == 0);
  CHECK(restored(flag, features(flag, 0.49)) == 0);
  CHECK(restored(flag, features(flag, 0.51)) == 1);
  const Preparation gaps = learned(Kind::numeric, {1.5, 2, 9, kNaN});
  CHECK(std::isnan(restored(gaps, {0.0f, 0.51f})));
  CHECK(restored(gaps, {features(gaps, 2)[0], 0.5f}) == 2);
  CHECK(restored(learned(Kind::numeric, {5.5, 5.5}), {}) == 5.5);
  CHECK(std::isnan(restored(learned(Kind::numeric, {5, 5, kNaN}), {1.0f})));
  CHECK(restored(learned(Kind::numeric, {5, 5, kNaN}), {0.2f}) == 5);
  CHECK(restored(learned(Kind::categorical, {0, 0}, {"a"}), {}) == 0);
}

TEST_CASE("Categories come back by the largest slot: never the unknown one, and any of the rare ones") {
  std::vector<double> values(50, 0);
  values.insert(values.end(), 45, 2);
  values.insert(values.end(), {1, 3, 4, 4, kNaN});
  const Preparation preparation = learned(Kind::categorical, values, {"a", "b", "c", "d", "e"}, 0.03);
  REQUIRE(preparation.width() == 5);  // a, c, rare, unknown, missing
  CHECK(restored(preparation, {0.2f, 0.3f, 0.1f, 0.0f, 0.0f}) == 2);
  CHECK(restored(preparation, {0.2f, 0.1f, 0.1f, 9.0f, 0.0f}) == 0);
  CHECK(restored(preparation, {-2.0f, -1.0f, -3.0f, 0.0f, -9.0f}) == 2);
  CHECK(std::isnan(restored(preparation, {0.2f, 0.1f, 0.1f, 0.9f, 0.8f})));
  std::vector<int> drawn(5);
  for (std::uint64_t seed = 0; seed < 60; ++seed)
    ++drawn[std::size_t(restored(preparation, {0.2f, 0.3f, 0.4f, 0.9f, 0.0f}, seed))];
  CHECK(drawn[0] + drawn[2] == 0);
  for (const std::size_t rare : {1u, 3u, 4u}) CHECK(drawn[rare] > 5);
}

TEST_CASE("Whether numbers were whole is saved, and not asked of files that do not say") {
  Archive archive;
  learned(Kind::numeric, {1, 4, 9}).save(archive);
  CHECK(restored(Preparation::load(archive), {0.1f}) == 5);  // of 4.997
  archive.meta["preparation"]["transforms"][0].erase("whole");
  CHECK(restored(Preparation::load(archive), {0.1f}) == Approx(4.997).margin(0.001));
  archive.meta["preparation"]["transforms"][0]["whole"] = 1;
  CHECK_THROWS_AS(Preparation::load(archive), Error);
}
