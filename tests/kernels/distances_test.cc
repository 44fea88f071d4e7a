#include "kernels/distances.h"

#include <catch2/catch.hpp>
#include <cfloat>
#include <cmath>
#include <thread>

#include "base/random.h"

using namespace discern;

namespace {

Matrix random_rows(std::size_t n, std::size_t width, std::uint64_t seed, double scale = 1) {
  Random random(seed, "distances test");
  Matrix rows(n, width);
  for (float& v : rows.data) v = float(scale * random.normal());
  return rows;
}

struct Found {
  std::vector<std::uint32_t> index;
  std::vector<double> distance;
  bool operator==(const Found&) const = default;
};

Found nearest(const Bank& bank, const float* x, std::size_t n, std::size_t k) {
  Found found{std::vector<std::uint32_t>(n * k), std::vector<double>(n * k)};
  bank.nearest(x, n, k, found.index.data(), found.distance.data());
  return found;
}

Found nearest_reference(const Bank& bank, const float* x, std::size_t n, std::size_t k) {
  Found found{std::vector<std::uint32_t>(n * k), std::vector<double>(n * k)};
  bank.nearest_reference(x, n, k, found.index.data(), found.distance.data());
  return found;
}

void check_against_reference(const Matrix& rows, const Matrix& x, std::size_t k) {
  const Bank bank(rows);
  CHECK(nearest(bank, x.data.data(), x.rows, k) == nearest_reference(bank, x.data.data(), x.rows, k));
}

}  // namespace

TEST_CASE("squared distances are the sums of squared differences") {
  const float a[] = {1, 2, 3, 4, 5, 6, 7}, b[] = {0, 2, 5, 4, 5, 6, 10};
  CHECK(squared_distance(a, b, 0) == 0);
  CHECK(squared_distance(a, b, 1) == 1);
  CHECK(squared_distance(a, b, 3) == 5);
  CHECK(squared_distance(a, b, 7) == 14);
}

TEST_CASE("the nearest rows of a line are found in order, the earlier first among equals") {
  Matrix rows(5, 1);
  rows.data = {10, 0, 4, 0, 2};
  const float x[] = {1, 9};
  const Found found = nearest(Bank(rows), x, 2, 3);
  CHECK(found.index == std::vector<std::uint32_t>{1, 3, 4, 0, 2, 4});
  CHECK(found.distance == std::vector<double>{1, 1, 1, 1, 5, 7});
}

TEST_CASE("nearest agrees with its reference to the bit over sizes") {
  const std::size_t size = GENERATE(1, 5, 63, 64, 65, 255, 256, 257, 1500);
  const std::size_t width = GENERATE(1, 2, 7, 30, 129);
  const std::size_t k = GENERATE(1, 5, 40);
  check_against_reference(random_rows(size, width, size), random_rows(33, width, 1), std::min(k, size));
}

TEST_CASE("nearest agrees with its reference where single precision cannot tell rows apart") {
  SECTION("far from the origin") {
    Matrix rows = random_rows(700, 9, 3, 1e-3), x = random_rows(40, 9, 4, 1e-3);
    for (float& v : rows.data) v += 1000;
    for (float& v : x.data) v += 1000;
    check_against_reference(rows, x, 5);
  }
  SECTION("one bit apart") {
    Matrix rows(300, 4);
    for (std::size_t i = 0; i < rows.data.size(); ++i)
      rows.data[i] = std::nextafter(1.0f, i % 7 < 3 ? 2.0f : 0.0f);
    check_against_reference(rows, rows, 4);
  }
  SECTION("very small") {
    check_against_reference(random_rows(300, 5, 5, 1e-22), random_rows(30, 5, 6, 1e-22), 5);
  }
  SECTION("a far row among near ones") {
    Matrix rows = random_rows(600, 12, 7);
    for (std::size_t j = 0; j < 12; ++j) rows.row(300)[j] = 1e6f;
    check_against_reference(rows, random_rows(50, 12, 8), 5);
  }
  SECTION("all rows the same") {
    check_against_reference(Matrix(500, 6), random_rows(20, 6, 9), 5);
  }
}

TEST_CASE("distances of records too large for single precision are still exact") {
  const Matrix rows = random_rows(300, 3, 10);
  Matrix x = random_rows(4, 3, 11);
  x.row(1)[0] = FLT_MAX;
  x.row(2)[1] = -1e20f;
  check_against_reference(rows, x, 5);
  const Found found = nearest(Bank(rows), x.data.data(), 4, 5);
  for (const double d : found.distance) CHECK(std::isfinite(d));
  Matrix far_rows = rows;
  far_rows.row(7)[2] = FLT_MAX;
  check_against_reference(far_rows, x, 5);
}

TEST_CASE("a record's neighbours have the same bits in any batch, at any place and in four threads at once") {
  const Bank bank(random_rows(900, 17, 12));
  const Matrix x = random_rows(1000, 17, 13);
  const std::size_t k = 5;
  const Found whole = nearest(bank, x.data.data(), x.rows, k);
  const auto same = [&] {
    for (const std::size_t n : {1, 7, 64, 128, 129, 1000})
      for (std::size_t start = 0; start < x.rows; start += 173) {
        const std::size_t rows = std::min(n, x.rows - start);
        const Found part = nearest(bank, x.row(start), rows, k);
        const auto from = std::ptrdiff_t(start * k);
        if (!std::equal(part.index.begin(), part.index.end(), whole.index.begin() + from)) return false;
        if (!std::equal(part.distance.begin(), part.distance.end(), whole.distance.begin() + from))
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

TEST_CASE(
    "rows that are likely near change nothing, near or not, of equal distances or of enormous queries") {
  const std::size_t k = GENERATE(1, 4, 12);
  Matrix rows = random_rows(500, 5, 15), x = random_rows(300, 5, 16);
  for (std::size_t i = 100; i < 150; ++i) std::copy_n(rows.row(7), 5, rows.row(i));
  std::copy_n(rows.row(7), 5, x.row(3));
  x.row(9)[2] = FLT_MAX;
  const Bank bank(rows);
  const Found expected = nearest_reference(bank, x.data.data(), x.rows, k);
  std::vector<std::uint32_t> far(x.rows * k);
  Random random(17, "distances test");
  for (std::size_t i = 0; i < x.rows; ++i) {
    const auto order = random.permutation(500);
    std::copy_n(order.begin(), k, far.begin() + std::ptrdiff_t(i * k));
  }
  for (const auto& likely : {expected.index, far}) {
    Found found{std::vector<std::uint32_t>(x.rows * k), std::vector<double>(x.rows * k)};
    bank.nearest(x.data.data(), x.rows, k, found.index.data(), found.distance.data(), likely.data());
    CHECK(found == expected);
  }
}

TEST_CASE("nearest agrees with its reference where few rows repeat, many do, or records are far outside") {
  const std::size_t k = GENERATE(1, 10, 150);
  const auto equal_every = std::size_t(GENERATE(2, 10, 1000));
  const double scale = GENERATE(1e-20, 1.0, 1e12);
  Matrix rows = random_rows(2000, 8, 18, scale), x = random_rows(300, 8, 19, scale);
  for (std::size_t i = 0; i < rows.rows; i += equal_every) std::copy_n(rows.row(0), 8, rows.row(i));
  for (std::size_t i = 0; i < 3; ++i) rows.row(500 * i + 1)[i] = float(scale * 1e3);
  for (std::size_t i = 0; i < x.rows; i += 7) x.row(i)[i % 8] *= float(1 << (i % 20));
  std::copy_n(rows.row(0), 8, x.row(5));
  std::copy_n(rows.row(1), 8, x.row(6));
  check_against_reference(rows, x, k);
}

TEST_CASE("searching no records is fine") {
  const Bank bank(random_rows(10, 3, 14));
  bank.nearest(nullptr, 0, 2, nullptr, nullptr);
}
