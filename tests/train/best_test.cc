#include "train/best.h"

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <tuple>

#include "base/fail.h"
#include "train/adversarial.h"
#include "train/catch.h"
#include "train/checkpoint.h"
#include "train/learner.h"
#include "train/stage.h"

namespace discern {
namespace {

Mlp network(float number) {
  Mlp out(MlpShape{{1, 1}});
  out.parameters() = {number, number};
  return out;
}

Best offered(std::initializer_list<double> errors, std::int64_t patience = 3) {
  Best best(40, patience);
  float number = 0;
  for (const double error : errors) best.offer({network(number++)}, error);
  return best;
}

float kept(Best& best) {
  return best.networks().at(0).parameters()[0];
}

// What steps change: a number that counts them.
struct Count : Stateful {
  std::int64_t steps = 0;
  void save(Archive& archive, const std::string& name) const override {
    save_numbers(archive, name, {double(steps)});
  }
  void load(const Archive& archive, const std::string& name) override {
    steps = std::int64_t(load_numbers(archive, name, 1)[0]);
  }
};

struct Outcome {
  std::int64_t steps;
  float kept;
  Json curve;
  bool operator==(const Outcome&) const = default;
};

// 100 steps are allowed; the error, (steps - 32)^2, is least at the look after 30 or 35.
Outcome learn(Checkpoint* checkpoint, std::int64_t stop_at = -1) {
  std::atomic<bool> stop = false;
  LearnContext context;
  context.checkpoint = checkpoint;
  context.stop = &stop;
  Count count;
  Curve loss;
  Best best(100, 4);
  Stage stage(context, "stage", 100);
  stage.keep("count", count).watch("best", best);
  make_steps(
      stage, best, loss,
      [&](std::int64_t step) {
        ++count.steps;
        stop = step == stop_at;
      },
      [&] { best.offer({network(float(count.steps))}, std::pow(double(count.steps) - 32, 2)); });
  return {count.steps, kept(best), best.curve()};
}

}  // namespace

TEST_CASE("Of the networks looked at the best is kept, and no better ones for long are enough") {
  Best best = offered({3, 1, 2, 1});
  CHECK(kept(best) == 1);
  CHECK(best.error() == 1);
  CHECK_FALSE(best.over());
  best.offer({network(9)}, 5);
  CHECK(best.over());
  best.offer({network(9)}, 0.5);
  CHECK_FALSE(best.over());
  CHECK(kept(best) == 9);
  CHECK_FALSE(offered({1, 2, 3, 4, 5, 6, 7, 8}, 0).over());
}

TEST_CASE("An error that is not a number is worse than any other") {
  const double none = std::nan("");
  Best best = offered({none, 7, none});
  CHECK(kept(best) == 1);
  CHECK(best.error() == 7);
  Best never = offered({none, none, none, none});
  CHECK(kept(never) == 0);
  CHECK(never.over());
}

TEST_CASE("Looks are spread over the steps, twenty of them") {
  const Best best(40, 1), few(3, 1);
  int looks = 0;
  for (int step = 0; step < 40; ++step) looks += best.due(step);
  CHECK(looks == 20);
  CHECK(best.due(39));
  CHECK(few.due(0));
  CHECK(offered({3, 1, 2}).curve() == Json{{"step", {2, 4, 6}}, {"value", {3.0, 1.0, 2.0}}});
}

TEST_CASE("A stage ends when what it watches is over, and keeps the best") {
  const Outcome whole = learn(nullptr);
  CHECK(whole.steps == 50);
  CHECK(whole.kept == 30);
}

TEST_CASE("A stage that ends early goes on from any step to the same end") {
  const Outcome whole = learn(nullptr);
  const auto path = std::filesystem::temp_directory_path() / ("discern-best-" + std::to_string(getpid()));
  for (std::int64_t stop_at = 0; stop_at < 49; ++stop_at) {
    {
      Checkpoint checkpoint(path.string(), 1e9, "f");
      CHECK_THROWS_AS(learn(&checkpoint, stop_at), Interrupted);
    }
    Checkpoint checkpoint(path.string(), 1e9, "f");
    REQUIRE(checkpoint.resume());
    CHECK(learn(&checkpoint) == whole);
    // Once more from the stage that is finished.
    CHECK(learn(&checkpoint) == whole);
    std::filesystem::remove(path);
  }
}

TEST_CASE("The energy distance by hand, and of records of one law and of two") {
  // 2 * mean(1, 3, 1, 1) - 2 - 2 = -1: x = 0, 2 and y = 1, 3, pairs of the same record left out.
  CHECK(energy_distance(at::tensor({0.f, 2.f}).reshape({2, 1}), at::tensor({1.f, 3.f}).reshape({2, 1})) ==
        Approx(-1));
  Random random(1, "energy");
  at::Generator noise = generator_from(random);
  const at::Tensor x = at::randn({500, 3}, noise), y = at::randn({500, 3}, noise);
  CHECK(std::abs(energy_distance(x, y)) < 0.02);
  CHECK(energy_distance(x, y + 0.5) > 0.05);
  CHECK(energy_distance(x, 2 * y) > 0.05);
}

TEST_CASE("Networks that get no better on held-out records are not trained on") {
  using Settings = std::map<std::string, std::string>;
  const auto [name, rows, settings] =
      GENERATE(std::tuple("discern", 1000, Settings{{"steps", "3000"}}),
               std::tuple("fanogan", 100, Settings{{"steps", "60"}, {"encoder-steps", "3000"}}));
  // Noise: the columns have nothing to do with each other.
  Matrix normal(std::size_t(rows), 20);
  Random random(1, "rows");
  for (float& value : normal.data) value = float(random.normal());
  INFO(name);
  std::map<std::string, std::uint64_t> done;
  LearnContext context;
  context.progress = [&](const Progress& p) { done[p.stage] = p.done; };
  find_learner(name).learn(normal, settings, context);
  CHECK(done.at(std::string(name) == "discern" ? "generator and encoder" : "encoder") < 2000);
}

}  // namespace discern
