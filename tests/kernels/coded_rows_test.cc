#include "kernels/coded_rows.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "kernels/distances.h"

using namespace discern;

namespace {

constexpr double kUnknown = std::numeric_limits<double>::infinity();

Matrix random_rows(std::size_t n, std::size_t width, std::uint64_t seed) {
  Random random(seed, "coded rows test");
  Matrix rows(n, width);
  for (float& v : rows.data) v = float(random.normal());
  return rows;
}

// The rows that codes leave of all, for each query that has a code.
std::vector<std::vector<std::uint32_t>> narrowed(const CodedRows& coded, const Matrix& x, std::size_t k,
                                                 const std::vector<double>& reach) {
  std::vector<CodedRows::Query> queries(x.rows);
  for (std::size_t i = 0; i < x.rows; ++i) queries[i] = {x.row(i), reach[i], false, nullptr, 0};
  coded.narrow(queries.data(), x.rows, k);
  std::vector<std::vector<std::uint32_t>> out(x.rows);
  for (std::size_t i = 0; i < x.rows; ++i) {
    if (!queries[i].done) continue;
    out[i].assign(queries[i].rows, queries[i].rows + queries[i].count);
    out[i].insert(out[i].end(), coded.outside().begin(), coded.outside().end());
    std::sort(out[i].begin(), out[i].end());
  }
  return out;
}

// Of all k nearest rows of queries that have a code, how many are lost; and the mean of rows that are left.
void check(const Matrix& rows, const Matrix& x, std::size_t k, double most_left) {
  const CodedRows coded(rows, coded_scan_reference);
  REQUIRE_FALSE(coded.empty());
  std::vector<std::uint32_t> index(x.rows * k);
  std::vector<double> distance(x.rows * k), unknown(x.rows, kUnknown), known(x.rows);
  const Bank bank(rows);
  bank.nearest_reference(x.data.data(), x.rows, k, index.data(), distance.data());
  for (std::size_t i = 0; i < x.rows; ++i) known[i] = distance[(i + 1) * k - 1];
  for (const auto& reach : {unknown, known}) {
    const auto left = narrowed(coded, x, k, reach);
    std::size_t lost = 0, total = 0, done = 0;
    for (std::size_t i = 0; i < x.rows; ++i) {
      total += left[i].size();
      if (left[i].empty()) continue;
      ++done;
      for (std::size_t j = 0; j < k; ++j)
        lost += !std::binary_search(left[i].begin(), left[i].end(), index[i * k + j]);
    }
    CHECK(lost == 0);
    CHECK(done >= x.rows * 9 / 10);
    CHECK(double(total) / double(done) <= most_left);
  }
}

}  // namespace

TEST_CASE("codes leave few rows, and all that are nearest among them") {
  const std::size_t width = GENERATE(1, 2, 7, 30, 129), k = GENERATE(1, 10, 40);
  check(random_rows(1500, width, 1), random_rows(60, width, 2), k, double(k) + double(k) / 4 + 5);
}

TEST_CASE("codes do not mind where rows are, how large they are, or a few that are far from all others") {
  Matrix rows = random_rows(2000, 9, 3), x = random_rows(50, 9, 4);
  SECTION("far from the origin") {
    for (Matrix* m : {&rows, &x})
      for (float& v : m->data) v = 1000 + v / 100;
  }
  SECTION("tiny") {
    for (Matrix* m : {&rows, &x})
      for (float& v : m->data) v *= 1e-22f;
  }
  SECTION("with a far row") {
    rows.row(700)[4] = 1e6f;
  }
  check(rows, x, 5, 12);
}

TEST_CASE("records beyond the range of codes are left to others, whoever comes with them") {
  const CodedRows coded(random_rows(1000, 6, 5), coded_scan_reference);
  Matrix x = random_rows(40, 6, 6);
  x.row(0)[3] = 1e30f;
  x.row(17)[0] = -1e4f;
  const auto left = narrowed(coded, x, 5, std::vector<double>(40, kUnknown));
  for (std::size_t i = 0; i < 40; ++i) CHECK(left[i].empty() == (i == 0 || i == 17));
}

TEST_CASE("rows that codes cannot tell apart, or that are few, have none") {
  CHECK(CodedRows(Matrix(500, 6), coded_scan_reference).empty());
  CHECK(CodedRows(random_rows(20, 6, 7), coded_scan_reference).empty());
  CHECK(CodedRows(random_rows(500, 6, 8), nullptr).empty());
  Matrix wide = random_rows(1000, 6, 9);
  for (std::size_t i = 0; i < wide.rows; i += 50) wide.row(i)[2] = 1e7f;
  CHECK(CodedRows(wide, coded_scan_reference).empty());
}

TEST_CASE("a record with more equal rows than a list holds is left to others") {
  Matrix rows = random_rows(2000, 4, 10), x = random_rows(20, 4, 11);
  for (std::size_t i = 300; i < 420; ++i) std::copy_n(rows.row(7), 4, rows.row(i));
  std::copy_n(rows.row(7), 4, x.row(3));
  const CodedRows coded(rows, coded_scan_reference);
  const auto left = narrowed(coded, x, 5, std::vector<double>(20, kUnknown));
  CHECK(left[3].empty());
  CHECK_FALSE(left[4].empty());
}
