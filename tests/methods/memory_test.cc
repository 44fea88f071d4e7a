#include "methods/memory.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;

namespace {

Matrix column(std::vector<float> values) {
  Matrix m(values.size(), 1);
  m.data = std::move(values);
  return m;
}

// Some rows stand twice or more often.
Matrix random_rows(std::size_t n, std::size_t width, std::uint64_t seed) {
  Random random(seed, "memory test");
  Matrix rows(n, width);
  for (float& v : rows.data) v = float(random.normal());
  for (std::size_t i = 10; i + 10 < n; i += 17) std::copy_n(rows.row(3), width, rows.row(i));
  return rows;
}

Matrix without(const Matrix& rows, std::size_t row) {
  Matrix out(rows.rows - 1, rows.cols);
  for (std::size_t i = 0; i < out.rows; ++i)
    std::copy_n(rows.row(i < row ? i : i + 1), rows.cols, out.row(i));
  return out;
}

// By sorting all distances: the k nearest to x but for one row.
std::vector<std::pair<double, std::size_t>> sorted(const Matrix& rows, const float* x, std::size_t k,
                                                   std::size_t but) {
  std::vector<std::pair<double, std::size_t>> all;
  for (std::size_t i = 0; i < rows.rows; ++i)
    if (i != but) all.emplace_back(std::sqrt(squared_distance(x, rows.row(i), rows.cols)), i);
  std::sort(all.begin(), all.end());
  all.resize(k);
  return all;
}

double mean(const std::vector<std::pair<double, std::size_t>>& nearest) {
  double sum = 0;
  for (const auto& [distance, row] : nearest) sum += distance;
  return sum / double(nearest.size());
}

// The formulas of memory.h as they stand there.
std::vector<double> reference(const Matrix& rows, const float* x, std::size_t k, std::size_t but) {
  std::vector<double> own;
  for (std::size_t i = 0; i < rows.rows; ++i) own.push_back(mean(sorted(rows, rows.row(i), k, i)));
  std::vector<double> ordered = own;
  std::sort(ordered.begin(), ordered.end());
  const double usual = ordered[ordered.size() / 2];
  std::vector<double> out;
  const auto nearest = sorted(rows, x, k, but);
  double local = 0;
  for (const auto& [distance, row] : nearest) {
    out.push_back(std::log(distance / usual + 0.05));
    local += own[row] / double(k);
  }
  out.push_back(std::log((mean(nearest) + 0.05 * usual) / (local + 0.05 * usual)));
  out.push_back(std::log(local / usual + 0.05));
  return out;
}

}  // namespace

TEST_CASE("evidence of a line, by hand") {
  // Own mean distances 1.5 (to 1 and 2), 1, 1.5 (to 1 and 0), 7.5 (to 2 and 1); usual: 1.5, the upper middle.
  const Memory memory(column({0, 1, 2, 9}), 2);
  CHECK(memory.usual() == 1.5);
  CHECK(memory.evidences() == 4);
  const float x = 3;
  Memory::Found found;
  memory.measure(&x, 1, found);
  CHECK(found.distance[0] == 1.5f);
  CHECK(found.index[0] == 2);
  CHECK(found.index[1] == 1);
  CHECK(found.evidence[0] == Approx(std::log(1 / 1.5 + 0.05)));
  CHECK(found.evidence[1] == Approx(std::log(2 / 1.5 + 0.05)));
  CHECK(found.evidence[2] == Approx(std::log((1.5 + 0.075) / (1.25 + 0.075))));
  CHECK(found.evidence[3] == Approx(std::log(1.25 / 1.5 + 0.05)));
}

TEST_CASE("evidence agrees with a plain reference, of records inside and outside the memory") {
  const std::size_t k = GENERATE(1, 4, 10);
  const Matrix rows = random_rows(120, 4, k);
  Matrix x = random_rows(40, 4, 50);
  const Memory memory(rows, k);
  std::vector<std::uint32_t> self(x.rows, Memory::kNobody);
  for (std::size_t i = 0; i < 25; ++i) {
    self[i] = std::uint32_t(4 * i);
    std::copy_n(rows.row(self[i]), 4, x.row(i));
  }
  Memory::Found found;
  memory.measure(x.data.data(), x.rows, found, self.data());
  for (std::size_t i = 0; i < x.rows; ++i) {
    const std::vector<double> expected = reference(rows, x.row(i), k, self[i]);
    for (std::size_t j = 0; j < memory.evidences(); ++j)
      CHECK(found.evidence[i * memory.evidences() + j] == Approx(expected[j]).margin(1e-5));
  }
}

TEST_CASE("a record left out is as far as from a memory without it, to the bit") {
  const Matrix rows = random_rows(60, 3, 2);
  const Memory memory(rows, 5);
  std::vector<std::uint32_t> self(rows.rows);
  std::iota(self.begin(), self.end(), 0u);
  Memory::Found found, other;
  memory.measure(rows.data.data(), rows.rows, found, self.data());
  for (std::size_t i = 0; i < rows.rows; ++i) {
    Memory(without(rows, i), 5).measure(rows.row(i), 1, other);
    CHECK(found.distance[i] == other.distance[0]);
    CHECK(std::equal(other.each_distance.begin(), other.each_distance.begin() + 5,
                     found.each_distance.begin() + std::ptrdiff_t(i * 6)));
  }
}

TEST_CASE("where a record was likely to be found changes nothing") {
  const Matrix rows = random_rows(300, 3, 5);
  const Memory memory(rows, 4);
  std::vector<std::uint32_t> self(rows.rows);
  std::iota(self.begin(), self.end(), 0u);
  Memory::Found plain, shifted, likely;
  memory.measure(rows.data.data(), rows.rows, plain, self.data());
  Matrix near = rows;
  for (float& v : near.data) v += 0.1f;
  memory.measure(near.data.data(), rows.rows, shifted, self.data());
  memory.measure(rows.data.data(), rows.rows, likely, self.data(), shifted.index.data());
  CHECK(likely.evidence == plain.evidence);
  CHECK(likely.each_distance == plain.each_distance);
}

TEST_CASE("a record's evidence has the same bits alone and in a batch") {
  const Memory memory(random_rows(700, 6, 3), 10);
  const Matrix x = random_rows(400, 6, 4);
  Memory::Found whole, one;
  memory.measure(x.data.data(), x.rows, whole);
  bool same = true;
  for (std::size_t i = 0; i < x.rows; i += 13) {
    memory.measure(x.row(i), 1, one);
    const auto from = whole.evidence.begin() + std::ptrdiff_t(i * memory.evidences());
    same = same && std::equal(one.evidence.begin(), one.evidence.end(), from);
  }
  CHECK(same);
}

TEST_CASE("records that repeat each other, two alone and records far away have finite evidence") {
  const Matrix rows = GENERATE(Matrix(50, 2), column({1, 2}), column({1, 1, 1, 1, 5}));
  const Memory memory(rows, 10);
  CHECK(memory.neighbours() == std::min<std::size_t>(10, rows.rows - 1));
  CHECK(memory.usual() > 0);
  for (const float far : {0.0f, 1.0f, 1e6f, -1e30f}) {
    const std::vector<float> x(rows.cols, far);
    Memory::Found found;
    memory.measure(x.data(), 1, found);
    for (const float value : found.evidence) CHECK(std::isfinite(value));
    CHECK(std::isfinite(found.distance[0]));
  }
}

TEST_CASE("a damaged spread is refused") {
  const Matrix rows = random_rows(20, 2, 6);
  Archive archive;
  const Memory memory(rows, 3);
  memory.save_spread(archive, "spread");
  CHECK(Memory::load(archive, "spread", rows, 3).usual() == memory.usual());
  check_fault(Fault::model, "\"spread\" is impossible", [&] { Memory::load(archive, "spread", rows, 0); });
  check_fault(Fault::model, "\"spread\" is impossible", [&] { Memory::load(archive, "spread", rows, 20); });
  check_fault(Fault::model, "has 20 numbers, expected 19",
              [&] { Memory::load(archive, "spread", without(rows, 0), 3); });
  std::get<std::vector<float>>(archive.tensors["spread"].values)[4] = -1;
  check_fault(Fault::model, "\"spread\" is impossible", [&] { Memory::load(archive, "spread", rows, 3); });
}
