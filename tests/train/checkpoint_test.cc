#include "train/checkpoint.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/fail.h"
#include "base/file.h"
#include "train/catch.h"
#include "train/fanogan.h"
#include "train/learner.h"
#include "train/stage.h"

namespace discern {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("discern-checkpoint-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file() const { return (path / "m.checkpoint").string(); }
};

Matrix rows(std::size_t n) {
  Random random(1, "rows");
  Matrix out(n, 4);
  for (float& value : out.data) value = float(random.normal());
  return out;
}

// Everything a model and its report are made of.
struct Outcome {
  Archive model;
  Json curves, checks;
};

const std::map<std::string, std::string> kSettings = {
    {"steps", "40"},   {"encoder-steps", "30"},     {"batch", "16"},           {"width", "8"},
    {"replay", "0.5"}, {"instance-noise", "0.1"},   {"spectral-norm", "true"}, {"minibatch-std", "true"},
    {"r1", "0.5"},     {"feature-matching", "0.1"}, {"penalty-every", "3"}};

// Learns, stopping when `stop_after` calls of progress were made (0: never).
Outcome learn(Checkpoint* checkpoint, std::uint64_t stop_after = 0) {
  std::atomic<bool> stop = false;
  std::uint64_t calls = 0;
  LearnContext context;
  context.seed = 3;
  context.stop = &stop;
  context.checkpoint = checkpoint;
  context.progress = [&](const Progress&) { stop = stop || ++calls == stop_after; };
  const Learned learned = learn_fanogan(rows(60), kSettings, context);
  Outcome out{{}, learned.curves, learned.checks};
  learned.method->save(out.model);
  return out;
}

void check_same(const Outcome& found, const Outcome& wanted) {
  CHECK(found.curves == wanted.curves);
  CHECK(found.checks == wanted.checks);
  CHECK(found.model.meta == wanted.model.meta);
  REQUIRE(found.model.tensors.size() == wanted.model.tensors.size());
  for (const auto& [name, tensor] : wanted.model.tensors)
    CHECK(found.model.tensor(name).values == tensor.values);
}

}  // namespace

TEST_CASE("A training stopped anywhere goes on to the same bits, from a checkpoint of every step") {
  const Outcome whole = learn(nullptr);
  Random random(GENERATE(1u, 2u, 3u), "stops");
  const Folder folder;
  for (int attempt = 0; attempt < 100; ++attempt) {
    Checkpoint checkpoint(folder.file(), 1e9, "f");
    CHECK(checkpoint.resume() == (attempt > 0));
    try {
      check_same(learn(&checkpoint, 1 + random.below(30)), whole);
      CHECK(attempt > 1);
      return;
    } catch (const Interrupted& interrupted) {
      CHECK(std::string(interrupted.what()).find("--resume") != std::string::npos);
    }
  }
  FAIL("never finished");
}

TEST_CASE("Every method that learns by stages goes on to the same bits") {
  const auto [name, settings] = GENERATE(
      std::pair("dae", std::map<std::string, std::string>{{"steps", "400"}}),
      std::pair("discern",
                std::map<std::string, std::string>{{"steps", "400"}, {"discriminator-steps", "400"}}),
      std::pair(
          "egbad",
          std::map<std::string, std::string>{{"steps", "300"}, {"instance-noise", "0.1"}, {"patience", "0"}}),
      std::pair("ganomaly", std::map<std::string, std::string>{{"steps", "300"}, {"replay", "0.2"}}),
      std::pair("alad", std::map<std::string, std::string>{{"steps", "300"}, {"replay", "0.2"}}));
  INFO(name);
  const Matrix normal = rows(60);
  const auto scores = [&](Checkpoint* checkpoint, const std::atomic<bool>* stop,
                          std::function<void(const Progress&)> progress) {
    LearnContext context;
    context.checkpoint = checkpoint;
    context.stop = stop;
    context.progress = std::move(progress);
    const Learned learned = find_learner(name).learn(normal, settings, context);
    std::vector<float> out(normal.rows * learned.method->components().size());
    learned.method->score(normal.data.data(), normal.rows, out.data());
    return out;
  };
  const std::vector<float> whole = scores(nullptr, nullptr, {});
  const Folder folder;
  int stages = 0;
  for (int attempt = 0; attempt < 20; ++attempt) {
    Checkpoint checkpoint(folder.file(), 1e9, "f");
    CHECK(checkpoint.resume() == (attempt > 0));
    std::atomic<bool> stop = false;
    int calls = 0;
    try {
      // Not inside CHECK, which would take the interruption for a failure.
      const auto found = scores(&checkpoint, &stop, [&](const Progress&) { stop = stop || ++calls == 130; });
      CHECK(found == whole);
      CHECK(stages > 0);
      return;
    } catch (const Interrupted&) {
      ++stages;
    }
  }
  FAIL("never finished");
}

TEST_CASE("A killed training goes on from the last checkpoint that was written by time") {
  const Outcome whole = learn(nullptr);
  const Folder folder;
  Checkpoint every_step(folder.file(), 0, "f");
  learn(&every_step);
  Checkpoint last(folder.file(), 1e9, "f");
  REQUIRE(last.resume());
  CHECK(last.find("critic and generator")->finished);
  CHECK_FALSE(last.find("encoder")->finished);
  CHECK(last.find("encoder")->step == 29);
  check_same(learn(&last), whole);
}

TEST_CASE("A checkpoint of another training, a damaged one and another file are refused") {
  const Folder folder;
  Checkpoint(folder.file(), 0, "mine").write();
  const auto refusal = [&](const char* fingerprint) {
    try {
      Checkpoint(folder.file(), 0, fingerprint).resume();
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(refusal("mine") == "accepted");
  CHECK(refusal("yours").find("other records, options, seed or version") != std::string::npos);
  std::string bytes = read_file(folder.file(), 1 << 20);
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(folder.file(), std::ios::binary) << bytes;
  CHECK(refusal("mine").find("damaged") != std::string::npos);
  std::ofstream(folder.file(), std::ios::binary) << "a,b\n1,2\n";
  CHECK(refusal("mine").find("not a model file") != std::string::npos);
  fs::remove(folder.file());
  CHECK_FALSE(Checkpoint(folder.file(), 0, "mine").resume());
}

TEST_CASE("Stages share the time there is, and a rate falls with it") {
  LearnContext context;
  context.time_budget = 1e-6;
  Stage early(context, "early", 1'000'000, 3, 0.5);
  std::int64_t step = early.begin();
  while (early.goes_on(step, 0)) ++step;
  CHECK(step >= 3);
  CHECK(step < 1'000'000);
  CHECK(early.pace(0).done == 1);
  CHECK(early.pace(0).rate == Approx(0.05));
  CHECK(context.seconds_used > 0);

  LearnContext timeless;
  const Stage stage(timeless, "stage", 200);
  CHECK(stage.pace(0).rate == 1);
  CHECK(stage.pace(100).done == 0.5);
}

}  // namespace discern
