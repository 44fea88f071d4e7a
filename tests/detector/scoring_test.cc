#include <catch2/catch.hpp>

#include "detector/fixture.h"
#include "detector/stream.h"

using namespace discern;
using discern::testing::kMissing;

TEST_CASE("The fused score is the mean of the fused components' surprise, the surprises among them") {
  const auto state = discern::testing::state();
  const float components[] = {2.5f, -7.0f, 0.0f};
  const double expected = (state->tails[0].surprise(2.5f) + state->tails[2].surprise(0.0f)) / 2;
  CHECK(fuse(*state->method, state->tails, components) == expected);
}

TEST_CASE("The promised share of fresh normal records alerts") {
  const auto state = discern::testing::state();
  std::size_t alerts = 0;
  constexpr std::size_t kRecords = 20000;
  const Table table = discern::testing::normal_table(kRecords, 9);
  const ScoredBlock scored = score_table(*state, table, prepare(state->preparation, table), Rule::of_rate(0.05));
  for (const char alert : scored.alert) alerts += std::size_t(alert);
  // 400 calibration records: the rate's own deviation is sqrt(.05 .95 / 400) = .011.
  CHECK(double(alerts) / kRecords == Approx(0.05).margin(0.033));
}

TEST_CASE("Held-out scores are what a detector calibrated without the record would give") {
  const auto state = discern::testing::state();
  const Table table = discern::testing::normal_table(60, 5);
  const Matrix all = components_of(*state->method, prepare(state->preparation, table));
  const Calibration calibration = calibrate(*state->method, all);
  const std::vector<double> scores = left_out_scores(*state->method, calibration.tails, all);
  for (const std::size_t out : {0u, 17u, 59u}) {
    Matrix others(all.rows - 1, all.cols);
    for (std::size_t i = 0, to = 0; i < all.rows; ++i)
      if (i != out) std::copy_n(all.row(i), all.cols, others.row(to++));
    const Calibration without = calibrate(*state->method, others);
    CHECK(scores[out] == Approx(fuse(*state->method, without.tails, all.row(out))).epsilon(1e-6));
  }
}

TEST_CASE("Streams score in order, alike for any number of threads and any size of block") {
  const auto state = discern::testing::state();
  const Table table = discern::testing::normal_table(1000, 4);
  Table numbers;
  numbers.rows = table.rows;
  numbers.columns = {table.columns[0], table.columns[1]};
  const Schema schema{{{"amount", Kind::numeric, {}}, {"speed", Kind::numeric, {}}}};
  auto own = discern::testing::state();
  own->preparation = Preparation::learn(schema, numbers);
  own->profile = Profile::learn(schema, numbers);
  own->method = std::make_unique<discern::testing::DistanceFromZero>(2);
  const Detector detector(own);
  std::vector<double> values;
  for (std::size_t i = 0; i < table.rows; ++i)
    values.insert(values.end(), {numbers.columns[0][i], numbers.columns[1][i]});
  std::vector<std::string> expected;
  for (const unsigned threads : {1u, 2u, 7u}) {
    ScoreOptions options;
    options.threads = threads;
    std::vector<std::string> got;
    for (const Score& score : detector.score(*make_source({"amount", "speed"}, values), options))
      got.push_back(score.record + ":" + std::to_string(score.score));
    REQUIRE(got.size() == 1000);
    CHECK(got.front().starts_with("1:"));
    if (expected.empty()) expected = got;
    CHECK(got == expected);
  }
}

TEST_CASE("A false-alarm rate outside (0, 1) is refused") {
  const auto state = discern::testing::state();
  ScoreOptions options;
  options.false_alarm_rate = 1;
  CHECK_THROWS_AS(rule_for(*state, options), Error);
  options.false_alarm_rate = 0;
  CHECK(rule_for(*state, options).rate == 0.05);
}
