#include "transform/left_out.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.h"
#include "data/select.h"
#include "transform/preparation.h"

using namespace discern;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const Schema kSchema = {{{"number", Kind::numeric, {}},
                         {"few", Kind::numeric, {}},
                         {"flag", Kind::boolean, {}},
                         {"shop", Kind::categorical, {"a", "b", "c", "d", "e"}}}};

// Small, so that lone values, lone gaps, ties and columns that hardly vary are frequent.
Table random_table(std::size_t rows, std::uint64_t seed) {
  Random random(seed, "left out test");
  Table table;
  table.rows = rows;
  table.columns.resize(4);
  const std::uint64_t gaps = 1 + random.below(2 * rows);
  const auto maybe = [&](double value) { return random.below(gaps) == 0 ? kNaN : value; };
  for (std::size_t i = 0; i < rows; ++i) {
    const double spread = std::exp(3 * random.normal());
    table.columns[0].push_back(maybe(spread * random.normal()));
    table.columns[1].push_back(maybe(double(random.below(3) * random.below(2))));
    table.columns[2].push_back(maybe(double(random.below(rows) == 0)));
    table.columns[3].push_back(maybe(double(random.below(1 + random.below(5)))));
  }
  return table;
}

// As the name says: everything is learned again without each record.
std::vector<double> reference(const Table& table) {
  std::vector<double> sums;
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    std::vector<std::uint32_t> others;
    for (std::uint32_t i = 0; i < table.rows; ++i)
      if (i != row) others.push_back(i);
    const auto [schema, kept] = select_known(kSchema, table, others);
    std::vector<Surprise> surprises;
    const std::uint32_t alone[] = {row};
    Preparation::learn(schema, kept).apply(select_by(schema, kSchema, table, alone), surprises);
    sums.push_back(std::accumulate(surprises.begin(), surprises.end(), 0.0,
                                   [](double sum, const Surprise& s) { return sum + s.weight; }));
  }
  return sums;
}

}  // namespace

TEST_CASE("surprises of records left out are those of learning again without each") {
  int surprised = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    CAPTURE(seed);
    const Table table = random_table(2 + seed % 19, seed);
    const std::vector<double> found = surprises_left_out(kSchema, table), expected = reference(table);
    REQUIRE(found.size() == table.rows);
    for (std::size_t i = 0; i < table.rows; ++i) {
      CAPTURE(i);
      CHECK(found[i] == Approx(expected[i]));
      surprised += found[i] > 0;
    }
  }
  CHECK(surprised > 100);
}

TEST_CASE("a number far outside, a lone gap, a moved constant and a lone category surprise, by hand") {
  Table table;
  table.rows = 5;
  table.columns = {{0, 1, 2, 3, 9}, {5, 5, 5, 5, 6}, {0, 1, kNaN, 0, 1}, {0, 0, 1, 1, 2}};
  const std::vector<double> found = surprises_left_out(kSchema, table);
  CHECK(found[0] == 0);
  CHECK(found[1] == 0);
  CHECK(found[2] == 1);  // its gap
  CHECK(found[3] == 0);
  CHECK(found[4] == Approx(std::log1p(2.0) + 2));  // 6 beyond a range of 3; not 5; category c
}
