#include "threshold/cross.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"

using namespace discern;

namespace {

constexpr std::size_t kRecords = 40;

std::vector<double> draw(Random& random, std::size_t n) {
  std::vector<double> out(n);
  for (double& x : out) x = random.normal();
  return out;
}

// The toy model: distance from the mean of what it learned from.
double mean_of(const std::vector<double>& x, const std::vector<char>& use) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (use[i]) sum += x[i], ++count;
  return sum / count;
}

}  // namespace

TEST_CASE("Cross-conformal p-values by hand") {
  const CrossConformal cross(std::vector<double>{1, 5, 2, 6}, std::vector<std::uint32_t>{0, 0, 1, 1}, 2);
  // Fold 0 has 5 at least 4; fold 1 has 6 at least 3.
  CHECK(cross.p_value(std::vector<double>{4, 3}) == 3.0 / 5);
  CHECK(cross.p_value(std::vector<double>{9, 9}) == 1.0 / 5);
  CHECK(cross.p_value(std::vector<double>{0, 0}) == 1);
}

TEST_CASE("Jackknife after bootstrap by hand") {
  // Record 0 was drawn by model 1 alone, record 1 by both: it calibrates nothing; record 2 by neither.
  const JackknifeAfterBootstrap jackknife(std::vector<double>{3, 0, 9, 9, 2, 4},
                                          std::vector<char>{0, 1, 1, 1, 0, 0}, 2);
  CHECK(jackknife.size() == 2);
  // The new record has 2 by model 0 and 5 by model 1: 3 >= 2 counts, (2 + 4) / 2 >= (2 + 5) / 2 does not.
  CHECK(jackknife.p_value(std::vector<double>{2, 5}) == 2.0 / 3);
}

TEST_CASE(
    "Over 1,000 small training sets cross-conformal rates are near what was asked for, at most twice it") {
  constexpr std::size_t kFolds = 5;
  for (const double rate : {0.05, 0.1, 0.2}) {
    Random random(29, "cross test");
    double alarms = 0;
    for (int set = 0; set < 1000; ++set) {
      const std::vector<double> x = draw(random, kRecords);
      std::vector<std::uint32_t> folds;
      for (std::size_t i = 0; i < kRecords; ++i) folds.push_back(std::uint32_t(i % kFolds));
      std::vector<double> means, scores;
      for (std::size_t k = 0; k < kFolds; ++k) {
        std::vector<char> use;
        for (const std::uint32_t fold : folds) use.push_back(fold != k);
        means.push_back(mean_of(x, use));
      }
      for (std::size_t i = 0; i < kRecords; ++i) scores.push_back(std::abs(x[i] - means[folds[i]]));
      const CrossConformal cross(scores, folds, kFolds);
      const double fresh = random.normal();
      std::vector<double> by_model;
      for (const double mean : means) by_model.push_back(std::abs(fresh - mean));
      alarms += cross.p_value(by_model) <= rate;
    }
    const double margin = 3 * std::sqrt(rate * (1 - rate) / 1000);
    CAPTURE(rate, alarms);
    CHECK(alarms / 1000 <= 2 * rate + margin);
    CHECK(alarms / 1000 == Approx(rate).margin(margin + 0.01));
  }
}

TEST_CASE("Over 1,000 small training sets the rate of jackknife after bootstrap is near what was asked for") {
  constexpr std::size_t kModels = 12;
  for (const double rate : {0.05, 0.1, 0.2}) {
    Random random(31, "jackknife test");
    double alarms = 0;
    for (int set = 0; set < 1000; ++set) {
      const std::vector<double> x = draw(random, kRecords);
      std::vector<double> means, scores(kRecords * kModels);
      std::vector<char> in_bag(kRecords * kModels);
      for (std::size_t b = 0; b < kModels; ++b) {
        double sum = 0;
        for (std::size_t i = 0; i < kRecords; ++i) {
          const std::size_t drawn = random.below(kRecords);
          in_bag[drawn * kModels + b] = 1;
          sum += x[drawn];
        }
        means.push_back(sum / kRecords);
      }
      for (std::size_t i = 0; i < kRecords; ++i)
        for (std::size_t b = 0; b < kModels; ++b) scores[i * kModels + b] = std::abs(x[i] - means[b]);
      const JackknifeAfterBootstrap jackknife(scores, in_bag, kModels);
      const double fresh = random.normal();
      std::vector<double> by_model;
      for (const double mean : means) by_model.push_back(std::abs(fresh - mean));
      alarms += jackknife.p_value(by_model) <= rate;
    }
    const double margin = 3 * std::sqrt(rate * (1 - rate) / 1000);
    CAPTURE(rate, alarms);
    CHECK(alarms / 1000 <= 2 * rate + margin);
    CHECK(alarms / 1000 == Approx(rate).margin(margin + 0.015));
  }
}

TEST_CASE("Folds and flags that do not fit are refused") {
  using V = std::vector<double>;
  check_fault(Fault::usage, "2 scores for 1 folds", [] {
    CrossConformal(V{1, 2}, std::vector<std::uint32_t>{0}, 1);
  });
  check_fault(Fault::usage, "fold 3", [] { CrossConformal(V{1}, std::vector<std::uint32_t>{3}, 2); });
  check_fault(Fault::usage, "every model drew every record", [] {
    JackknifeAfterBootstrap(V{1, 2}, std::vector<char>{1, 1}, 1);
  });
}
