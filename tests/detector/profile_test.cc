#include "detector/profile.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "detector/fixture.h"

using namespace discern;

namespace {

std::map<std::string, DriftCounter::Drift> drift_of(const Profile& profile, const Table& table) {
  const Schema schema = discern::testing::schema();
  DriftCounter counter(schema, profile);
  counter.add(table);
  std::map<std::string, DriftCounter::Drift> out;
  for (const DriftCounter::Drift& drift : counter.result()) out[drift.column] = drift;
  return out;
}

}  // namespace

TEST_CASE("A profile holds quantiles, shares and the column that tells most about a number") {
  const Profile profile = Profile::learn(discern::testing::schema(), discern::testing::normal_table(2000, 1));
  CHECK(profile.column(1).numeric.quantiles[kMedianLevel] == Approx(0).margin(0.1));
  CHECK(profile.column(0).numeric.given == 2);
  CHECK(profile.column(0).numeric.ranges[1].first == Approx(100 - 2.33).margin(0.5));
  CHECK(profile.column(1).numeric.given == -1);
  CHECK(profile.column(2).category_shares[0] == Approx(0.5).margin(0.05));
}

TEST_CASE("A profile survives saving, and one of another schema is refused") {
  const Profile profile = Profile::learn(discern::testing::schema(), discern::testing::normal_table(300, 1));
  Archive archive, again;
  profile.save(archive);
  Profile::load(archive, discern::testing::schema()).save(again);
  CHECK(archive.meta == again.meta);
  Schema other = discern::testing::schema();
  other.columns.pop_back();
  CHECK_THROWS_AS(Profile::load(archive, other), Error);
}

TEST_CASE("Records like the training records do not drift, and shifted ones do") {
  const Profile profile = Profile::learn(discern::testing::schema(), discern::testing::normal_table(5000, 1));
  Table table = discern::testing::normal_table(5000, 2);
  for (const auto& [column, drift] : drift_of(profile, table)) CHECK(drift.psi < 0.02);
  for (double& value : table.columns[1]) value += 1;
  const auto moved = drift_of(profile, table);
  // A shift by one deviation: the divergence sum (q - p) log(q / p) of the two normal laws is 1, less in ten
  // bins.
  CHECK(moved.at("speed").psi > 0.7);
  CHECK(moved.at("speed").median_now == Approx(1).margin(0.1));
  CHECK(moved.at("amount").psi < 0.02);
}

TEST_CASE("A median now is that of the values, wherever they are") {
  const Schema schema{{{"x", Kind::numeric, {}}, {"yes", Kind::boolean, {}}}};
  Table table;
  table.rows = 100;
  table.columns.resize(2);
  for (std::size_t i = 0; i < 100; ++i) {
    table.columns[0].push_back(double(i));
    table.columns[1].push_back(i < 95 ? 1 : 0);
  }
  const Profile profile = Profile::learn(schema, table);
  DriftCounter counter(schema, profile);
  Table now;
  now.rows = 5;
  now.columns = {{5000, 7000, discern::testing::kMissing, 9000, 1}, {1, 0, 0, 0, discern::testing::kMissing}};
  counter.add(now);
  std::map<std::string, DriftCounter::Drift> found;
  for (const DriftCounter::Drift& drift : counter.result()) found[drift.column] = drift;
  CHECK(found.at("x").median_before == 49.5);
  CHECK(found.at("x").median_now == 6000);  // of 1, 5000, 7000 and 9000: far outside the bins
  CHECK(std::isnan(found.at("yes").median_now));
  CHECK(found.at("yes").true_before == Approx(0.95));
  CHECK(found.at("yes").true_now == Approx(0.25));
}

TEST_CASE("The median of more records than are kept is close") {
  const Schema schema{{{"x", Kind::numeric, {}}}};
  const std::size_t rows = 5 * DriftCounter::kSample;
  Table table;
  table.rows = rows;
  table.columns.resize(1);
  for (std::size_t i = 0; i < rows; ++i)
    table.columns[0].push_back(double(i));  // in order: the worst for a sample
  const Profile profile = Profile::learn(schema, table);
  DriftCounter counter(schema, profile);
  counter.add(table);
  // One deviation of a sample's median of a uniform law: rows / (2 sqrt(kSample)).
  CHECK(counter.result()[0].median_now == Approx(0.5 * double(rows)).margin(4 * double(rows) / 200));
}

TEST_CASE("A column with one frequent value does not drift by itself") {
  Schema schema{{{"x", Kind::numeric, {}}}};
  Table table;
  table.rows = 1000;
  table.columns = {std::vector<double>(1000, 0)};
  for (std::size_t i = 0; i < 150; ++i) table.columns[0][i] = double(i % 7) + 1;
  const Profile profile = Profile::learn(schema, table);
  DriftCounter counter(schema, profile);
  counter.add(table);
  CHECK(counter.result()[0].psi == Approx(0).margin(1e-9));
}

TEST_CASE("Unknown categories and missing values count as drift") {
  const Profile profile = Profile::learn(discern::testing::schema(), discern::testing::normal_table(1000, 1));
  Table table = discern::testing::normal_table(1000, 2);
  for (std::size_t i = 0; i < 300; ++i) {
    table.columns[2][i] = kUnknownCategory;
    table.columns[1][i] = discern::testing::kMissing;
  }
  const auto drift = drift_of(profile, table);
  CHECK(drift.at("category").unknown_now == Approx(0.3));
  CHECK(drift.at("speed").missing_now == Approx(0.3));
  CHECK(drift.at("category").psi > 0.25);
}

TEST_CASE("Categories that only the held-out records have are no category of a profile") {
  Table table = discern::testing::normal_table(1000, 1);
  for (std::size_t i = 0; i < 20; ++i) table.columns[2][i] = kUnknownCategory;
  const Profile profile = Profile::learn(discern::testing::schema(), table);
  CHECK(profile.column(0).numeric.given == 2);
  CHECK(profile.column(2).category_shares[0] + profile.column(2).category_shares[1] == Approx(0.98));
}

TEST_CASE("Every value is counted in its drift bin, those on an edge and missing ones too") {
  Schema schema;
  schema.columns.push_back({"v", Kind::numeric, {}});
  Table normal;
  normal.rows = 1000;
  normal.columns.emplace_back();
  for (int i = 0; i < 1000; ++i) normal.columns[0].push_back(i % 7);
  const Profile profile = Profile::learn(schema, normal);
  const NumericProfile& numeric = profile.column(0).numeric;
  Table table;
  table.columns.emplace_back();
  for (const double v : {-1.0, 0.0, 0.5, 1.0, 3.0, 6.0, 6.5, std::nan("")}) table.columns[0].push_back(v);
  table.rows = table.columns[0].size();
  DriftCounter counter(schema, profile);
  counter.add(table);
  counter.add(table);
  double psi = 0;
  std::vector<double> now(numeric.shares.size());
  for (const double v : table.columns[0])
    if (!std::isnan(v)) now[drift_bin(numeric, v)] += 1.0 / double(table.rows);
  const auto term = [](double p, double q) {
    return (std::max(q, 1e-4) - std::max(p, 1e-4)) * std::log(std::max(q, 1e-4) / std::max(p, 1e-4));
  };
  for (std::size_t b = 0; b < now.size(); ++b) psi += term(numeric.shares[b], now[b]);
  psi += term(0, 1.0 / double(table.rows));
  CHECK(counter.result()[0].psi == Approx(psi));
  CHECK(counter.result()[0].missing_now == 1.0 / double(table.rows));
}
