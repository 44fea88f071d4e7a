#include "train/discern.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "base/fail.h"
#include "base/random.h"
#include "detector/state.h"
#include "discern/train.h"
#include "threshold/curves.h"
#include "train/catch.h"

namespace discern {
namespace {

const std::map<std::string, std::string> kShort = {
    {"steps", "150"}, {"batch", "32"}, {"width", "16"}, {"discriminator-steps", "150"}, {"negatives", "200"}};

// A circle, a feature that hardly varies and a flag; the odd ones lie inside the circle.
Matrix circle(std::size_t n, double radius, std::uint64_t seed) {
  Random random(seed, "discern training test");
  Matrix rows(n, 4);
  for (std::size_t i = 0; i < n; ++i) {
    const double angle = 6.283185307179586 * random.uniform();
    rows.row(i)[0] = float(radius * std::cos(angle) + 0.05 * random.normal());
    rows.row(i)[1] = float(radius * std::sin(angle) + 0.05 * random.normal());
    rows.row(i)[2] = i % 100 == 5 ? 1.0f : 0.0f;
    rows.row(i)[3] = random.below(2) ? 1.0f : -1.0f;
  }
  return rows;
}

// [rows] of one component.
std::vector<double> component(const Method& method, const std::vector<float>& all, const std::string& name) {
  std::size_t at = 0;
  while (method.components()[at].name != name) ++at;
  std::vector<double> out;
  for (; at < all.size(); at += method.components().size()) out.push_back(all[at]);
  return out;
}

std::vector<float> scores_of(const Method& method, const Matrix& rows) {
  std::vector<float> out(rows.rows * method.components().size());
  method.score(rows.data.data(), rows.rows, out.data());
  return out;
}

// Kolmogorov and Smirnov's: the largest difference of the two samples' distributions.
double largest_gap(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double gap = 0;
  for (const auto* values : {&a, &b})
    for (const double v : *values) {
      const auto share = [&](const std::vector<double>& sorted) {
        return double(std::upper_bound(sorted.begin(), sorted.end(), v) - sorted.begin()) /
               double(sorted.size());
      };
      gap = std::max(gap, std::abs(share(a) - share(b)));
    }
  return gap;
}

std::string payments(std::size_t n, std::uint64_t seed) {
  Random random(seed, "discern promise test");
  std::string text = "amount,hour,shop,tip\n";
  for (std::size_t i = 0; i < n; ++i) {
    const double amount = std::exp(random.normal());
    text +=
        fmt::format("{},{},{},{}\n", amount, random.below(24), "abcd"[random.below(4) * random.below(2)],
                    random.below(20) == 0 ? "" : fmt::format("{}", 0.1 * amount + 0.02 * random.normal()));
  }
  return text;
}

}  // namespace

TEST_CASE("discern finds planted anomalies, and the same ones again") {
  const Matrix normal = circle(500, 1.5, 1), fresh = circle(300, 1.5, 2), odd = circle(300, 0.9, 3);
  LearnContext context;
  context.seed = 5;
  const Learned learned = learn_discern(normal, kShort, context);
  std::vector<double> scores = component(*learned.method, scores_of(*learned.method, fresh), "discriminator");
  for (const double s : component(*learned.method, scores_of(*learned.method, odd), "discriminator"))
    scores.push_back(s);
  std::vector<char> anomalous(300, 0);
  anomalous.resize(600, 1);
  CHECK(auroc(scores, anomalous) > 0.97);
  CHECK(learned.options.at("latent") == 4);
  CHECK(learned.checks.at("skipped_steps") == 0);
  for (const char* name : {"reconstruction loss", "discriminator loss"})
    CHECK(learned.curves.at(name).at("value").back().get<double>() <
          learned.curves.at(name).at("value").front().get<double>());

  const Learned again = learn_discern(normal, kShort, context);
  CHECK(scores_of(*again.method, odd) == scores_of(*learned.method, odd));
  CHECK(again.left_out.data == learned.left_out.data);
  context.seed = 6;
  CHECK(scores_of(*learn_discern(normal, kShort, context).method, odd) != scores_of(*learned.method, odd));
}

TEST_CASE("Scores of records left out lie as those of fresh normal records do, kept in the memory or not") {
  auto settings = kShort;
  settings["memory"] = GENERATE("400", "250");
  LearnContext context;
  const Matrix normal = circle(400, 1.5, 7), fresh = circle(1000, 1.5, 8);
  const Learned learned = learn_discern(normal, settings, context);
  CHECK(std::set<std::uint32_t>(learned.left_out_rows.begin(), learned.left_out_rows.end()).size() == 400);
  const std::vector<float> scored = scores_of(*learned.method, fresh);
  for (const char* name : {"discriminator", "neighbours"}) {
    CAPTURE(name);
    // 1.63 sqrt(1 / 400 + 1 / 1000): exceeded by one of a hundred pairs of samples.
    CHECK(largest_gap(component(*learned.method, learned.left_out.data, name),
                      component(*learned.method, scored, name)) < 0.096);
    // Scored as they are, those of the memory find themselves.
    CHECK(largest_gap(component(*learned.method, scores_of(*learned.method, normal), name),
                      component(*learned.method, scored, name)) > 0.096);
  }
}

TEST_CASE("The promise holds: as many fresh normal records alert as were said") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("discern-promise-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto file = [&](const std::string& text) {
    std::ofstream(folder / "records.csv") << text;
    return open_source((folder / "records.csv").string());
  };
  constexpr int kRuns = 20, kFresh = 600;
  int alerts = 0;
  for (int run = 0; run < kRuns; ++run) {
    TrainOptions options;
    options.method_options = kShort;
    options.false_alarm_rate = 0.05;
    options.seed = run;
    const Detector detector = train(*file(payments(200, std::uint64_t(run))), options);
    CHECK(detector.state().method_name == "discern");
    for (const Score& score : detector.score(*file(payments(kFresh, 100 + std::uint64_t(run)))))
      alerts += score.alert;
  }
  std::filesystem::remove_all(folder);
  // 200 calibrating records give a rate with a deviation of 0.0154, 600 fresh ones of 0.0089; three of six
  // runs'.
  CHECK(double(alerts) / (kRuns * kFresh) == Approx(0.05).margin(3 * 0.0178 / std::sqrt(double(kRuns))));
}

TEST_CASE("discern learns from few records, one feature and features that hardly vary") {
  LearnContext context;
  Matrix one(40, 1), flat(40, 3), two(2, 2);
  for (std::size_t i = 0; i < 40; ++i) one.row(i)[0] = float(i % 7);
  flat.row(3)[1] = 1;
  two.row(1)[0] = 1;
  for (const Matrix& normal : {circle(10, 1, 1), one, flat, two, Matrix(12, 2)}) {
    const Learned learned =
        learn_discern(normal, {{"steps", "20"}, {"discriminator-steps", "20"}, {"negatives", "50"}}, context);
    CHECK(learned.left_out.rows == normal.rows);
    for (const float score : learned.left_out.data) CHECK(std::isfinite(score));
    for (const float score : scores_of(*learned.method, normal)) CHECK(std::isfinite(score));
    CHECK(learned.method->components()[1].fused);  // few: the neighbours count too
  }
  CHECK_THROWS_AS(learn_discern(Matrix(1, 3), {}, context), Error);
}

TEST_CASE("discern stops with nothing, or with what it has after its fewest steps") {
  std::atomic<bool> stop = true;
  LearnContext context;
  context.stop = &stop;
  CHECK_THROWS_AS(learn_discern(circle(60, 1, 1), kShort, context), Interrupted);
  context.keep_on_stop = true;
  std::map<std::string, std::uint64_t> done;
  context.progress = [&](const Progress& progress) { done[progress.stage] = progress.done; };
  const Learned learned = learn_discern(
      circle(60, 1, 1), {{"steps", "1000000"}, {"discriminator-steps", "1000000"}, {"batch", "8"}}, context);
  for (const float score : learned.left_out.data) CHECK(std::isfinite(score));
  REQUIRE(done.size() == 2);
  CHECK(done.at("generator and encoder") < 1000);
  CHECK(done.at("discriminator") < 1000);
}

TEST_CASE("discern's settings are checked, and what is left open is chosen") {
  LearnContext context;
  CHECK_THROWS_AS(learn_discern(circle(20, 1, 1), {{"noise", "-1"}}, context), Error);
  CHECK_THROWS_AS(learn_discern(circle(20, 1, 1), {{"memory", "1"}}, context), Error);
  CHECK_THROWS_AS(learn_discern(circle(20, 1, 1), {{"step", "5"}}, context), Error);
  CHECK(resolve(DiscernOptions{}, 100, 3).latent == 4);
  CHECK(resolve(DiscernOptions{}, 100, 30).latent == 15);
  CHECK(resolve(DiscernOptions{}, 100, 1000).latent == 64);
  CHECK(resolve(DiscernOptions{.latent = 7, .augment = {}}, 100, 30).latent == 7);
  CHECK(resolve(DiscernOptions{}, 1000, 30).steps == 1200);
  // 50 records a thousand times, 500,000 once, 128 a step.
  CHECK(resolve(DiscernOptions{}, 50, 30).steps == 391);
  CHECK(resolve(DiscernOptions{}, 500'000, 30).steps == 3907);
  CHECK(resolve(DiscernOptions{}, 500'000, 30).discriminator_steps == 800);
  CHECK(resolve(DiscernOptions{.steps = 7, .augment = {}}, 1000, 30).steps == 7);
}

}  // namespace discern
