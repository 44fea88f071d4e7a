#include "discern/synthetic.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "detector/fixture.h"
#include "testing/faults.h"

using namespace discern;
using discern::testing::normal_table;

namespace {

// The fixture's records in blocks of 100.
class TableSource : public Source {
 public:
  explicit TableSource(Table table) : table_(std::move(table)) {}
  const std::vector<std::string>& columns() const override { return names_; }
  bool next(Block& block) override {
    const std::size_t count = std::min<std::size_t>(100, table_.rows - done_);
    if (count == 0) return false;
    block = Block();
    block.size = count;
    const auto from = [&](std::size_t column) {
      return table_.columns[column].begin() + std::ptrdiff_t(done_);
    };
    for (const std::size_t column : {0u, 1u})
      block.columns.emplace_back(NumberColumn(from(column), from(column) + std::ptrdiff_t(count)));
    TextColumn categories;
    for (std::size_t i = 0; i < count; ++i)
      categories.push_back(from(2)[std::ptrdiff_t(i)] == 1 ? "high" : "low");
    block.columns.emplace_back(std::move(categories));
    done_ += count;
    return true;
  }

 private:
  Table table_;
  std::size_t done_ = 0;
  std::vector<std::string> names_ = {"amount", "speed", "category"};
};

SyntheticEvaluation compared(const Table& synthetic, const Table& real, const Table* training = nullptr,
                             std::size_t most = 5000) {
  const Detector detector(discern::testing::state());
  TableSource a(synthetic), b(real);
  SyntheticOptions options;
  options.most_records = most;
  if (!training) return evaluate_synthetic(detector, a, b, nullptr, options);
  TableSource c(*training);
  return evaluate_synthetic(detector, a, b, &c, options);
}

const ColumnDistance& column(const SyntheticEvaluation& found, const std::string& name) {
  return *std::find_if(found.columns.begin(), found.columns.end(),
                       [&](const ColumnDistance& c) { return c.column == name; });
}

}  // namespace

TEST_CASE("Records of one distribution are alike in everything") {
  const Table training = normal_table(600, 11);
  const SyntheticEvaluation found = compared(normal_table(900, 12), normal_table(700, 14), &training);
  CHECK(found.synthetic == 900);
  CHECK(found.real_compared == 700);
  REQUIRE(found.columns.size() == 3);
  for (const ColumnDistance& c : found.columns) {
    CHECK(c.distance < 0.08);
    CHECK(c.distance < c.chance);
  }
  CHECK(found.correlation_mean < 2 * found.correlation_chance);
  CHECK(found.correlation_largest < 0.15);
  CHECK(found.two_sample.records == 700);
  CHECK(found.two_sample.accuracy == Approx(0.5).margin(0.04));
  CHECK((found.two_sample.low < 0.5 && 0.5 < found.two_sample.high));
  REQUIRE(found.privacy);
  CHECK(found.privacy->training == 600);
  CHECK(found.privacy->ratio == Approx(1).margin(0.15));
  CHECK(found.privacy->close_synthetic == Approx(0.05).margin(0.03));
  CHECK(found.privacy->close_real == Approx(0.05).margin(0.002));
  CHECK(found.privacy->copies_synthetic == 0);
  CHECK_FALSE(found.privacy->suspicious);
}

TEST_CASE("A copy of the training records is alike, and suspicious") {
  const Table training = normal_table(600, 11);
  const SyntheticEvaluation found = compared(training, normal_table(700, 14), &training);
  CHECK(found.two_sample.accuracy == Approx(0.5).margin(0.04));
  REQUIRE(found.privacy);
  CHECK(found.privacy->copies_synthetic == 1);
  CHECK(found.privacy->close_synthetic == 1);
  CHECK(found.privacy->ratio == 0);
  CHECK(found.privacy->suspicious);
}

TEST_CASE("A few copies among honest records, and near copies, are suspicious") {
  const Table training = normal_table(600, 11);
  Table some = normal_table(600, 12), near = training;
  for (std::size_t i = 0; i < 60; ++i)
    for (std::size_t j = 0; j < 3; ++j) some.columns[j][i] = training.columns[j][i];
  for (double& speed : near.columns[1]) speed += 1e-4;
  const SyntheticEvaluation copied = compared(some, normal_table(700, 14), &training);
  CHECK(copied.privacy->copies_synthetic == Approx(0.1));
  CHECK(copied.privacy->suspicious);
  const SyntheticEvaluation moved = compared(near, normal_table(700, 14), &training);
  CHECK(moved.privacy->copies_synthetic == 0);
  CHECK(moved.privacy->close_synthetic > 0.9);
  CHECK(moved.privacy->suspicious);
}

TEST_CASE("A column that moved is found, and the classifier tells the two apart") {
  Table moved = normal_table(600, 12);
  for (double& speed : moved.columns[1]) speed += 1;
  const SyntheticEvaluation found = compared(moved, normal_table(600, 14));
  CHECK(found.columns.front().column == "speed");
  CHECK(found.columns.front().measure == "Kolmogorov-Smirnov");
  CHECK(found.columns.front().distance == Approx(0.383).margin(0.06));  // 2 Phi(1/2) - 1
  CHECK(column(found, "amount").distance < column(found, "amount").chance);
  CHECK(found.two_sample.low > 0.5);
  CHECK_FALSE(found.privacy);
}

TEST_CASE("Columns that lost each other are found though each is as it was") {
  Table broken = normal_table(600, 12);
  std::rotate(broken.columns[2].begin(), broken.columns[2].begin() + 300, broken.columns[2].end());
  const SyntheticEvaluation found = compared(broken, normal_table(600, 14));
  for (const ColumnDistance& c : found.columns) CHECK(c.distance < c.chance);
  CHECK(found.correlation_largest > 0.9);
  CHECK(found.correlation_first == "amount");
  CHECK(found.correlation_second == "category");
  CHECK(found.two_sample.low > 0.6);
}

TEST_CASE("A bounded sample is drawn from all records, and few records are refused") {
  Table halves = normal_table(400, 12);
  for (std::size_t i = 200; i < 400; ++i) halves.columns[1][i] += 100;
  const SyntheticEvaluation found = compared(halves, normal_table(300, 14), nullptr, 120);
  CHECK(found.synthetic == 400);
  CHECK(found.synthetic_compared == 120);
  CHECK(column(found, "speed").distance == Approx(0.5).margin(0.15));
  check_fault(Fault::data, "the synthetic records: 19 found, expected at least 20",
              [] { compared(normal_table(19, 1), normal_table(300, 14)); });
  check_fault(Fault::data, "the real records: 3 found, expected at least 20",
              [] { compared(normal_table(300, 1), normal_table(3, 14)); });
}
