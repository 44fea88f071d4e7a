#include "train/dae.h"

#include <cmath>

#include "base/fail.h"
#include "base/random.h"
#include "threshold/curves.h"
#include "train/catch.h"

namespace discern {
namespace {

// A circle of normal records; the odd ones lie inside it, within every feature's range.
Matrix circle(std::size_t n, double radius, std::uint64_t seed) {
  Random random(seed, "dae training test");
  Matrix rows(n, 2);
  for (std::size_t i = 0; i < n; ++i) {
    const double angle = 6.283185307179586 * random.uniform();
    rows.row(i)[0] = float(radius * std::cos(angle) + 0.05 * random.normal());
    rows.row(i)[1] = float(radius * std::sin(angle) + 0.05 * random.normal());
  }
  return rows;
}

std::vector<float> scores_of(const Method& method, const Matrix& rows) {
  std::vector<float> scores(rows.rows);
  method.score(rows.data.data(), rows.rows, scores.data());
  return scores;
}

// Enough to learn a circle in a second.
const std::map<std::string, std::string> kShort = {
    {"steps", "1500"}, {"batch", "64"}, {"width", "32"}, {"noise", "0.4"}, {"rate", "0.005"}};

}  // namespace

TEST_CASE("The denoising auto-encoder finds records off the normal ones' surface, and the same again") {
  const Matrix normal = circle(600, 1.5, 1), fresh = circle(200, 1.5, 2), odd = circle(200, 0.5, 3);
  LearnContext context;
  context.seed = 5;
  const Learned learned = learn_dae(normal, kShort, context);
  std::vector<double> scores;
  std::vector<char> anomalous;
  for (const float score : scores_of(*learned.method, fresh)) scores.push_back(score), anomalous.push_back(0);
  for (const float score : scores_of(*learned.method, odd)) scores.push_back(score), anomalous.push_back(1);
  CHECK(auroc(scores, anomalous) > 0.95);
  CHECK(learned.checks.at("skipped_steps") == 0);
  CHECK(learned.options.at("code") == 2);
  CHECK(learned.curves.at("reconstruction loss").at("value").back().get<double>() <
        learned.curves.at("reconstruction loss").at("value").front().get<double>());

  CHECK(scores_of(*learn_dae(normal, kShort, context).method, odd) == scores_of(*learned.method, odd));
  context.seed = 6;
  CHECK(scores_of(*learn_dae(normal, kShort, context).method, odd) != scores_of(*learned.method, odd));
}

TEST_CASE("The denoising auto-encoder learns from one record") {
  LearnContext context;
  const Learned learned = learn_dae(circle(1, 1, 1), {{"steps", "20"}}, context);
  for (const float score : scores_of(*learned.method, circle(5, 1, 2))) CHECK(std::isfinite(score));
}

TEST_CASE("The denoising auto-encoder stops with nothing, or with what it has after its fewest steps") {
  std::atomic<bool> stop = true;
  LearnContext context;
  context.stop = &stop;
  CHECK_THROWS_AS(learn_dae(circle(60, 1, 1), kShort, context), Interrupted);
  context.keep_on_stop = true;
  std::uint64_t done = 0;
  context.progress = [&](const Progress& progress) { done = progress.done; };
  const Learned learned = learn_dae(circle(60, 1, 1), {{"steps", "100000"}, {"batch", "8"}}, context);
  CHECK(learned.method->width() == 2);
  CHECK(done < 1000);
}

TEST_CASE("The denoising auto-encoder's settings are checked") {
  LearnContext context;
  CHECK_THROWS_AS(learn_dae(circle(20, 1, 1), {{"noise", "-1"}}, context), Error);
  CHECK_THROWS_AS(learn_dae(circle(20, 1, 1), {{"step", "5"}}, context), Error);
  const DaeOptions wide = resolve(DaeOptions{}, 100'000, 200), set = resolve(DaeOptions{.code = 7}, 40, 3);
  CHECK(wide.code == 32);
  CHECK(wide.width == 128);
  CHECK(wide.batch == 64);
  CHECK(set.code == 7);
  CHECK(set.batch == 16);
}

}  // namespace discern
