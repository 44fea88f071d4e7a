#include "train/learner.h"

#include <algorithm>
#include <set>

#include "base/fail.h"
#include "base/random.h"
#include "methods/table.h"
#include "threshold/curves.h"
#include "train/catch.h"
#include "train/fanogan.h"

namespace discern {
namespace {

// Two latents, six features; anomalies break the relation between the features, not their ranges.
Matrix relation(std::size_t n, bool broken, std::uint64_t seed) {
  Random random(seed, broken ? "broken" : "normal");
  Matrix rows(n, 6);
  for (std::size_t i = 0; i < n; ++i) {
    double a = random.normal(), b = random.normal();
    for (std::size_t j = 0; j < 6; ++j) {
      if (broken) a = random.normal(), b = random.normal();
      const double angle = double(j);
      rows.row(i)[j] = float(a * std::cos(angle) + b * std::sin(angle) + 0.1 * random.normal());
    }
  }
  return rows;
}

const std::map<std::string, std::string> kShort = {{"steps", "150"},         {"encoder-steps", "400"},
                                                   {"batch", "64"},          {"width", "32"},
                                                   {"critic-rate", "0.002"}, {"generator-rate", "0.002"}};

std::vector<float> scores_of(const Method& method, const Matrix& rows) {
  std::vector<float> scores(rows.rows * method.components().size());
  method.score(rows.data.data(), rows.rows, scores.data());
  return scores;
}

double component_auroc(const Method& method, const std::string& name, const Matrix& normal,
                       const Matrix& odd) {
  const auto& components = method.components();
  const auto found = std::find_if(components.begin(), components.end(),
                                  [&](const Component& component) { return component.name == name; });
  REQUIRE(found != components.end());
  std::vector<double> scores;
  std::vector<char> anomalous;
  for (const Matrix* rows : {&normal, &odd}) {
    const std::vector<float> all = scores_of(method, *rows);
    for (std::size_t i = 0; i < rows->rows; ++i) {
      scores.push_back(all[i * components.size() + std::size_t(found - components.begin())]);
      anomalous.push_back(rows == &odd);
    }
  }
  return auroc(scores, anomalous);
}

}  // namespace

TEST_CASE("What can be scored can be learned, and the other way round") {
  std::set<std::string_view> learned, scored;
  for (const LearnerInfo& learner : learners()) learned.insert(learner.name);
  for (const MethodInfo& method : methods()) scored.insert(method.name);
  CHECK(learned == scored);
  for (const std::string_view name : learned) CHECK(find_learner(name).name == name);
}

TEST_CASE("A method nobody can learn is refused with a suggestion") {
  try {
    find_learner("fanogam");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.fault() == Fault::usage);
    CHECK(std::string(error.what()).find("did you mean \"fanogan\"?") != std::string::npos);
  }
}

TEST_CASE("f-AnoGAN finds planted anomalies, and the same ones again") {
  const Matrix normal = relation(600, false, 1), fresh = relation(300, false, 2),
               odd = relation(300, true, 3);
  LearnContext context;
  context.seed = 5;
  const Learned learned = learn_fanogan(normal, kShort, context);
  for (const char* name : {"anogan", "residual", "feature_residual", "critic_distance"}) {
    INFO(name);
    CHECK(component_auroc(*learned.method, name, fresh, odd) > 0.9);
  }
  CHECK(learned.options.at("latent") == 3);
  CHECK(learned.options.at("batch") == 64);
  CHECK(learned.checks.at("skipped_steps") == 0);
  CHECK(learned.checks.at("diversity").get<double>() == Approx(1).margin(0.3));
  CHECK(std::abs(learned.checks.at("overfit").get<double>()) < 1);
  CHECK(learned.curves.at("critic gap").at("value").size() <= 256);
  CHECK(learned.curves.at("encoder loss").at("value").back().get<double>() <
        learned.curves.at("encoder loss").at("value").front().get<double>());

  const Learned again = learn_fanogan(normal, kShort, context);
  CHECK(scores_of(*again.method, odd) == scores_of(*learned.method, odd));
  CHECK(again.checks == learned.checks);
  context.seed = 6;
  CHECK(scores_of(*learn_fanogan(normal, kShort, context).method, odd) != scores_of(*learned.method, odd));
}

TEST_CASE("Every way to learn the encoder gives finite scores on few records") {
  const std::string encoder = GENERATE("izi_f", "izi", "ziz");
  const Matrix normal = relation(GENERATE(1u, 12u, 60u), false, 1);
  LearnContext context;
  const Learned learned =
      learn_fanogan(normal, {{"encoder", encoder}, {"steps", "10"}, {"encoder-steps", "20"}}, context);
  for (const float score : scores_of(*learned.method, normal)) CHECK(std::isfinite(score));
}

TEST_CASE("Progress counts each stage up to its end") {
  std::map<std::string, Progress> last;
  LearnContext context;
  context.progress = [&](const Progress& progress) {
    CHECK(progress.done >= last[progress.stage].done);
    last[progress.stage] = progress;
  };
  learn_fanogan(relation(60, false, 1), {{"steps", "30"}, {"encoder-steps", "40"}, {"patience", "0"}},
                context);
  REQUIRE(last.size() == 2);
  CHECK(last.at("critic and generator").done == 30);
  CHECK(last.at("encoder").done == 40);
  CHECK(last.at("encoder").total == 40);
}

TEST_CASE("A stop ends the training with nothing, or with the best state so far") {
  std::atomic<bool> stop = false;
  LearnContext context;
  context.stop = &stop;
  context.progress = [&](const Progress& progress) { stop = progress.done >= 5; };
  const Matrix normal = relation(60, false, 1);
  const std::map<std::string, std::string> forever = {{"steps", "1000"}, {"encoder-steps", "1000"}};
  CHECK_THROWS_AS(learn_fanogan(normal, forever, context), Interrupted);

  stop = false;
  context.progress = [&](const Progress& progress) { stop = stop || progress.done >= 5; };
  context.keep_on_stop = true;
  const Learned kept = learn_fanogan(normal, forever, context);
  for (const float score : scores_of(*kept.method, normal)) CHECK(std::isfinite(score));
}

TEST_CASE("Settings that do not exist or make no sense are refused") {
  const Matrix normal = relation(20, false, 1);
  LearnContext context;
  const auto refusal = [&](const char* name, const char* text) {
    try {
      learn_fanogan(normal, {{name, text}}, context);
    } catch (const Error& error) {
      CHECK(error.fault() == Fault::usage);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(refusal("step", "5").find("did you mean \"steps\"?") != std::string::npos);
  CHECK(refusal("critic-steps", "0").find("from 1 to 100") != std::string::npos);
  CHECK(refusal("ema", "1").find("from 0 to") != std::string::npos);
  CHECK(refusal("encoder", "izif").find("did you mean \"izi_f\"?") != std::string::npos);
  CHECK(refusal("kappa", "nan").find("kappa") != std::string::npos);
}

TEST_CASE("What is chosen from the records suits small and large sets") {
  const FanoganOptions small = resolve({}, 40, 3), large = resolve({}, 100'000, 200);
  CHECK(small.latent == 2);
  CHECK(small.batch == 16);
  CHECK(large.latent == 32);
  CHECK(large.width > small.width);
  FanoganOptions set;
  set.latent = 7, set.steps = 3;
  CHECK(resolve(set, 40, 3).latent == 7);
  CHECK(resolve(set, 40, 3).steps == 3);
}

}  // namespace discern
