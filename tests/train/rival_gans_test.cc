// Learning of the GAN methods beside f-AnoGAN: what each finds, twice the same, and resumed to the bit.
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "base/random.h"
#include "train/catch.h"
#include "train/checkpoint.h"
#include "train/learner.h"

namespace discern {
namespace {

namespace fs = std::filesystem;

struct Case {
  std::string method, component;
  std::map<std::string, std::string> settings, few;  // few: as short as can be
  std::vector<std::string> checks;
};

const std::vector<Case> kCases = {
    {"anogan",
     "anogan",
     {{"steps", "600"}, {"width", "32"}, {"critic-rate", "0.002"}, {"generator-rate", "0.002"}},
     {{"steps", "20"}, {"width", "8"}, {"latent-steps", "5"}},
     {"overfit", "diversity", "skipped_steps"}},
    {"anogan",
     "anogan",
     {{"steps", "600"},
      {"width", "32"},
      {"critic-rate", "0.002"},
      {"generator-rate", "0.002"},
      {"latent-start", "encoder"},
      {"latent-patience", "5"}},
     {{"steps", "20"},
      {"width", "8"},
      {"latent-steps", "5"},
      {"latent-start", "encoder"},
      {"encoder-steps", "30"}},
     {"overfit", "diversity", "skipped_steps", "learned_error", "held_out_error"}},
    {"fence_gan",
     "discriminator",
     {{"steps", "600"}, {"width", "32"}, {"critic-rate", "0.002"}, {"generator-rate", "0.002"}},
     {{"steps", "20"}, {"width", "8"}},
     {"overfit", "diversity", "skipped_steps"}},
    {"so_gaal",
     "discriminator",
     {{"critic-rate", "0.005"}},
     {{"stop-epochs", "7"}, {"batch", "20"}, {"width", "8"}},
     {"overfit", "skipped_steps"}},
    {"mo_gaal",
     "discriminator",
     {{"critic-rate", "0.005"}},
     {{"stop-epochs", "7"}, {"batch", "20"}, {"width", "8"}, {"generators", "3"}},
     {"overfit", "skipped_steps"}},
};

Matrix normal_records(std::size_t n, std::uint64_t seed) {
  Random random(seed, "normal");
  Matrix rows(n, 2);
  for (float& value : rows.data) value = float(random.normal());
  return rows;
}

// Six deviations away in every direction.
Matrix outliers(std::size_t n, std::uint64_t seed) {
  Random random(seed, "outliers");
  Matrix rows(n, 2);
  for (std::size_t i = 0; i < n; ++i) {
    const double angle = 6.283185 * random.uniform();
    rows.row(i)[0] = float(6 * std::cos(angle));
    rows.row(i)[1] = float(6 * std::sin(angle));
  }
  return rows;
}

std::vector<float> scores_of(const Method& method, const Matrix& rows) {
  std::vector<float> scores(rows.rows * method.components().size());
  method.score(rows.data.data(), rows.rows, scores.data());
  return scores;
}

double mean_of(const Method& method, const std::string& component, const Matrix& rows) {
  std::size_t place = 0;
  while (method.components().at(place).name != component) ++place;
  const std::vector<float> scores = scores_of(method, rows);
  double sum = 0;
  for (std::size_t i = 0; i < rows.rows; ++i) sum += double(scores[i * method.components().size() + place]);
  return sum / double(rows.rows);
}

struct Folder {
  fs::path path = fs::temp_directory_path() / ("discern-gans-" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::string file() const { return (path / "m.checkpoint").string(); }
};

// Learns with `few`, stopping when `stop_after` calls of progress were made (0: never).
Learned learn_few(const Case& c, Checkpoint* checkpoint, std::uint64_t stop_after = 0) {
  std::atomic<bool> stop = false;
  std::uint64_t calls = 0;
  LearnContext context;
  context.seed = 3;
  context.stop = &stop;
  context.checkpoint = checkpoint;
  context.progress = [&](const Progress&) { stop = stop || ++calls == stop_after; };
  return find_learner(c.method).learn(normal_records(60, 1), c.few, context);
}

}  // namespace

TEST_CASE("Each GAN scores obvious outliers above normal records, and learns the same again") {
  const Case& c = kCases[GENERATE(range<std::size_t>(0, 5))];
  INFO(c.method);
  const Matrix normal = normal_records(400, 1), fresh = normal_records(200, 2), odd = outliers(200, 3);
  LearnContext context;
  context.seed = 5;
  const auto learn = find_learner(c.method).learn;
  const Learned learned = learn(normal, c.settings, context);
  CHECK(mean_of(*learned.method, c.component, odd) > mean_of(*learned.method, c.component, fresh));
  for (const std::string& check : c.checks) {
    INFO(check);
    CHECK(std::isfinite(learned.checks.at(check).get<double>()));
  }
  CHECK(learned.checks.at("skipped_steps") == 0);
  CHECK(scores_of(*learn(normal, c.settings, context).method, odd) == scores_of(*learned.method, odd));
}

TEST_CASE("Each GAN gives finite scores on very few records") {
  const Case& c = kCases[GENERATE(range<std::size_t>(0, 5))];
  INFO(c.method);
  const Matrix normal = normal_records(GENERATE(1u, 12u), 1);
  LearnContext context;
  const Learned learned = find_learner(c.method).learn(normal, c.few, context);
  for (const float score : scores_of(*learned.method, normal)) CHECK(std::isfinite(score));
}

TEST_CASE("AnoGAN turns a time into steps, one at least and no more than there may be") {
  LearnContext context;
  std::vector<std::string> warnings;
  context.warn = [&](const std::string& line) { warnings.push_back(line); };
  const auto steps_of = [&](const std::string& milliseconds) {
    std::map<std::string, std::string> settings = kCases[0].few;
    settings["latent-time"] = milliseconds;
    const Learned learned = find_learner("anogan").learn(normal_records(60, 1), settings, context);
    Archive archive;
    learned.method->save(archive);
    CHECK(archive.meta.at("latent_steps") == learned.options.at("latent-steps"));
    return learned.options.at("latent-steps").get<int>();
  };
  CHECK(steps_of("1000000") == 5);
  CHECK(warnings.empty());
  CHECK(steps_of("0.000001") == 1);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("too little for one step") != std::string::npos);
}

TEST_CASE("Each GAN's training stopped anywhere goes on to the same bits") {
  const Case& c = kCases[GENERATE(range<std::size_t>(0, 5))];
  INFO(c.method);
  const Matrix rows = normal_records(50, 4);
  const Learned whole = learn_few(c, nullptr);
  const Folder folder;
  Random random(1, "stops");
  for (int attempt = 0; attempt < 100; ++attempt) {
    Checkpoint checkpoint(folder.file(), 1e9, "f");
    CHECK(checkpoint.resume() == (attempt > 0));
    try {
      const Learned resumed = learn_few(c, &checkpoint, 2 + random.below(12));
      CHECK(attempt > 0);
      CHECK(scores_of(*resumed.method, rows) == scores_of(*whole.method, rows));
      CHECK(resumed.curves == whole.curves);
      CHECK(resumed.checks == whole.checks);
      return;
    } catch (const Interrupted&) {
    }
  }
  FAIL("never finished");
}

}  // namespace discern
