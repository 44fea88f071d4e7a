#include "report/evaluation.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "discern/error.h"

using namespace discern;
using Catch::Matchers::Equals;

namespace {

template <class Call>
std::string refusal(Fault fault, Call call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.fault() == fault);
    return error.what();
  }
  return "nothing was thrown";
}

// Normal records N(0, 1), anomalous N(1.5, 1).
Ranking gaussian_ranking(std::uint64_t seed, std::size_t normal, std::size_t anomalous) {
  Random random(seed, "evaluation test");
  std::vector<double> scores;
  std::vector<char> kinds;
  for (std::size_t i = 0; i < normal + anomalous; ++i) {
    kinds.push_back(i >= normal);
    scores.push_back(random.normal() + 1.5 * kinds.back());
  }
  return rank(scores, kinds);
}

}  // namespace

TEST_CASE("an evaluation counts alerts by label and measures the ranking") {
  const std::vector<double> scores{5, 4, 3, 2, 1};
  const std::vector<char> alerts{1, 1, 0, 0, 0};
  const std::vector<std::string> labels{"stolen", "normal", "stolen", "normal", "normal"};
  const Evaluation e = evaluate(scores, alerts, labels);
  CHECK(e.normal_label == "normal");
  CHECK(e.normal == 3);
  CHECK(e.anomalous == 2);
  CHECK(e.true_alerts == 1);
  CHECK(e.false_alerts == 1);
  CHECK(e.missed == 1);
  CHECK(e.true_normals == 2);
  CHECK(e.precision() == 0.5);
  CHECK(e.recall() == 0.5);
  CHECK(e.auroc == Approx(5.0 / 6));              // (3 + 2) of 6 pairs
  CHECK(e.auprc == Approx(0.5 + 0.5 * 2 / 3.0));  // half the recall at precision 1, half at 2/3
  CHECK(e.f1_at_count == 0.5);
  CHECK(e.by_label.at("stolen") == std::pair<std::size_t, std::size_t>(1, 2));
  CHECK(e.by_label.at("normal") == std::pair<std::size_t, std::size_t>(1, 3));
}

TEST_CASE("records without a label are left out of an evaluation, and counted") {
  const std::vector<double> scores{9, 5, 4, 3, 2, 1};
  const std::vector<char> alerts{1, 1, 1, 0, 0, 0};
  const std::vector<std::string> labels{"", "stolen", "normal", "stolen", "normal", "normal"};
  const Evaluation e = evaluate(scores, alerts, labels);
  CHECK(e.unlabelled == 1);
  CHECK(e.anomalous == 2);
  CHECK(e.true_alerts == 1);
  CHECK(e.auroc == Approx(5.0 / 6));
  CHECK_FALSE(e.by_label.contains(""));
}

TEST_CASE("a ranking without fault has no interval instead of a certain one") {
  const Evaluation e = evaluate(std::vector<double>{5, 4, 3, 2}, std::vector<char>{1, 1, 0, 0},
                                std::vector<std::string>{"1", "1", "0", "0"});
  CHECK(e.auroc == 1);
  CHECK(std::isnan(e.auroc_low));
  CHECK(std::isnan(e.auroc_high));
  CHECK(std::isnan(e.auprc_low));
}

TEST_CASE("messages about labels say where they stand") {
  Labels labels("in.csv, column \"kind\"");
  for (const char* name : {"good", "", "bad"}) labels.add(name);
  CHECK_THAT(
      refusal(Fault::usage, [&] { labels.normal(""); }),
      Equals("in.csv, column \"kind\": none of \"bad\" and \"good\" is known to mean normal; say which one "
             "does with --normal"));
  CHECK_THAT(
      refusal(Fault::usage, [&] { labels.normal("fine"); }),
      Equals("--normal fine: no record has this label in in.csv, column \"kind\"; the labels are \"bad\" "
             "and \"good\""));
  CHECK(labels.anomalous("good") == std::vector<char>{0, 0, 1});
}

TEST_CASE("the usual names of normal records are known in any case") {
  const auto normal = [](std::vector<std::string> names, const std::string& asked = "") {
    Labels labels;
    for (const std::string& name : names) labels.add(name);
    return labels.normal(asked);
  };
  CHECK(normal({"1", "0"}) == "0");
  CHECK(normal({"True", "False"}) == "False");
  CHECK(normal({"fraud", "NORMAL"}) == "NORMAL");
  CHECK(normal({"normal", "0"}) == "0");
  CHECK(normal({"good", "0"}, "good") == "good");
  CHECK_THAT(
      refusal(Fault::usage,
              [&] {
                normal({"good", "bad"});
              }),
      Equals(
          "labels: none of \"bad\" and \"good\" is known to mean normal; say which one does with --normal"));
  CHECK_THAT(refusal(Fault::usage,
                     [&] {
                       normal({"0", "1"}, "good");
                     }),
             Equals("--normal good: no record has this label; the labels are \"0\" and \"1\""));
  std::vector<std::string> many;
  for (int i = 1; i < 20; ++i) many.push_back("kind " + std::to_string(i));
  CHECK_THAT(refusal(Fault::usage, [&] { normal(many); }), Catch::Contains("11 more"));
}

TEST_CASE("an evaluation needs both kinds and one of each a record") {
  const std::vector<double> scores{1, 2};
  CHECK_THAT(refusal(Fault::data,
                     [&] {
                       evaluate(scores, std::vector<char>{0, 0}, std::vector<std::string>{"0", "0"});
                     }),
             Catch::Contains("all 2 records are normal"));
  CHECK_THAT(refusal(Fault::data,
                     [&] {
                       evaluate(scores, std::vector<char>{0}, std::vector<std::string>{"0", "1"});
                     }),
             Equals("evaluation: 2 scores, 1 alerts and 2 labels; give one of each a record"));
}

TEST_CASE("bootstrap intervals hold the area, repeat with the seed and narrow with the records") {
  const Ranking few = gaussian_ranking(1, 300, 30), many = gaussian_ranking(1, 6000, 600);
  Random a(0, "x"), b(0, "x"), c(0, "x");
  const AreaIntervals one = bootstrap(few, a), same = bootstrap(few, b), narrow = bootstrap(many, c);
  CHECK(one.auroc.low < auroc(few));
  CHECK(one.auroc.high > auroc(few));
  CHECK(one.auprc.low < auprc(few));
  CHECK(one.auprc.high > auprc(few));
  CHECK(one.auroc.low == same.auroc.low);
  CHECK(one.auprc.high == same.auprc.high);
  CHECK(narrow.auroc.high - narrow.auroc.low < 0.4 * (one.auroc.high - one.auroc.low));
}

TEST_CASE("a bootstrap of records that cannot be told apart, or are told apart without fault, is a point") {
  Random random(0, "x");
  const AreaIntervals same =
      bootstrap(rank(std::vector<double>(9, 1), std::vector<char>{0, 0, 0, 0, 0, 0, 1, 1, 1}), random);
  CHECK(same.auroc.low == 0.5);
  CHECK(same.auroc.high == 0.5);
  const AreaIntervals best =
      bootstrap(rank(std::vector<double>{5, 4, 3, 2, 1}, std::vector<char>{1, 1, 0, 0, 0}), random);
  CHECK(best.auroc.low == 1);
  CHECK(best.auprc.low == 1);
}

TEST_CASE("bootstrap intervals hold the true area about 95 times in 100") {
  constexpr double kTrue = 0.8555777;  // Phi(1.5 / sqrt(2))
  int held = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed, "bootstrap");
    const Interval area = bootstrap(gaussian_ranking(seed, 200, 100), random).auroc;
    held += area.low <= kTrue && kTrue <= area.high;
  }
  CHECK(held >= 88);
  CHECK(held <= 99);
}
