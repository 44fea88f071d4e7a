#include "discern/train.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <variant>

#include "base/fail.h"
#include "base/random.h"
#include "detector/state.h"
#include "train/catch.h"
#include "train/learner.h"

namespace discern {
namespace {

// Columns a, b and a + b; the last `odd` records are far from all others.
std::unique_ptr<Source> records(std::size_t n, std::size_t odd = 0) {
  Random random(1, "records");
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) {
    const double far = i + odd >= n ? 30 : 0, a = random.normal() + far, b = random.normal() - far;
    values.insert(values.end(), {a, b, a + b + 0.1 * random.normal()});
  }
  return make_source({"a", "b", "c"}, std::move(values));
}

TrainOptions quick(const std::string& method) {
  TrainOptions options;
  options.method = method;
  if (method == "fanogan")
    options.method_options = {{"steps", "60"}, {"encoder-steps", "60"}, {"batch", "32"}, {"width", "16"}};
  if (method == "discern" || method == "gan")
    options.method_options = {{"steps", "60"}, {"discriminator-steps", "60"}};
  return options;
}

// So deep and so little trained that the generator often makes nearly one record, whatever the rates.
TrainOptions hopeless() {
  TrainOptions options = quick("fanogan");
  options.method_options["steps"] = "1";
  options.method_options["encoder-steps"] = "2";
  options.method_options["layers"] = "16";
  return options;
}

std::string bytes_of(const Detector& detector) {
  const Archive archive = detector.state().save();
  std::string out = archive.meta.dump();
  for (const auto& [name, tensor] : archive.tensors)
    std::visit(
        [&](const auto& values) {
          out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
        },
        tensor.values);
  return out;
}

}  // namespace

TEST_CASE("The verdict says how far scores depend on the seed where it is asked to") {
  const auto checked = [](const std::string& method, std::int64_t times) {
    TrainOptions options = quick(method);
    options.check_seeds = times;
    const auto checks = train(*records(200), options).state().verdict.checks;
    return std::count_if(checks.begin(), checks.end(),
                         [](const auto& check) { return check.name == "seed spread"; });
  };
  CHECK(checked("discern", 2) == 1);
  CHECK(checked("iforest", 1) == 1);
  CHECK(checked("knn", 0) == 0);
  CHECK_THROWS_AS(checked("knn", -1), Error);
}

TEST_CASE("A category that is rare in a fold and not in all records is no harm") {
  std::vector<std::string> texts;
  Random random(4, "texts");
  // 0.5 % of 1,000 records and of 900 are 5 and 4.5: left out of one fold or another, a category becomes
  // rare.
  for (int i = 0; i < 1000; ++i)
    texts.push_back(
        fmt::format("{},{}\n", random.normal(), i < 100 ? fmt::format("rare{}", i / 5) : "usual"));
  std::string csv = "amount,kind\n";
  for (const std::string& text : texts) csv += text;
  const std::string path = fmt::format("/tmp/discern-fold-{}.csv", getpid());
  std::ofstream(path) << csv;
  const Detector detector = train(*open_source(path), quick("knn"));
  std::filesystem::remove(path);
  for (const auto& check : detector.state().verdict.checks)
    if (check.name == "inverted") CHECK(check.level == Verdict::Level::pass);
}

namespace {

std::unique_ptr<Source> drawn(Random& random, std::size_t n) {
  std::vector<double> values(2 * n);
  for (double& v : values) v = random.normal();
  return make_source({"a", "b"}, std::move(values));
}

}  // namespace

TEST_CASE("Over 400 small training sets either calibration keeps its rate on fresh normal records") {
  constexpr int kSets = 400, kFresh = 50;
  for (const std::string calibration : {"split", "cross"})
    for (const double rate : {0.1, 0.2}) {
      Random random(11, "small sets");
      double alarms = 0;
      for (int set = 0; set < kSets; ++set) {
        TrainOptions options = quick("mahalanobis");
        options.calibration = calibration;
        options.false_alarm_rate = rate;
        options.seed = set;
        const Detector detector = train(*drawn(random, 99), options);
        REQUIRE(detector.state().conformal.sorted().size() == (calibration == "split" ? 29u : 99u));
        for (const Score& score : detector.score(*drawn(random, kFresh))) alarms += score.alert;
      }
      // A score is against the tails of one record less in calibration, which errs to the safe side.
      const double share = alarms / (kSets * kFresh);
      CAPTURE(calibration, rate, share);
      CHECK(share <= rate + 0.01);
      CHECK(share >= rate - 0.04);
    }
}

TEST_CASE(
    "A GAN calibrates with all records where it is learned without each tenth, and goes on from a "
    "checkpoint") {
  TrainOptions options = quick("fanogan");
  options.calibration = "cross";
  options.method_options["steps"] = options.method_options["encoder-steps"] = "5";
  const Detector whole = train(*records(60), options);
  CHECK(whole.state().training.at("calibration") == "cross-fitted");
  CHECK(whole.state().conformal.sorted().size() == 60);
  std::atomic<bool> stop{false};
  const std::string path = fmt::format("/tmp/discern-cross-{}.checkpoint", getpid());
  options.checkpoint = path;
  options.checkpoint_every = 1e-9;
  options.stop = &stop;
  options.progress = [&](const Progress& p) { stop = stop || (p.stage == "calibration" && p.done >= 4); };
  CHECK_THROWS_AS(train(*records(60), options), Interrupted);
  stop = false;
  options.progress = {};
  options.resume = true;
  CHECK(bytes_of(train(*records(60), options)) == bytes_of(whole));
  std::filesystem::remove(path);
  options.calibration = "luck";
  CHECK_THROWS_AS(train(*records(60), options), Error);
}

TEST_CASE("Trainings at once make the model that one after another make") {
  TrainOptions options = quick("fanogan");
  options.calibration = GENERATE("own", "cross");
  options.method_options["steps"] = options.method_options["encoder-steps"] = "20";
  options.check_seeds = 3;
  options.jobs = 1;
  const std::string alone = bytes_of(train(*records(100), options));
  std::atomic<int> at_once = 0;
  options.progress = [&](const Progress&) {
    CHECK(++at_once == 1);
    --at_once;
  };
  options.jobs = 4;
  CHECK(bytes_of(train(*records(100), options)) == alone);
  options.jobs = -1;
  CHECK_THROWS_AS(train(*records(100), options), Error);
}

TEST_CASE("Safer settings halve rates, and never above the usual ones") {
  const LearnerInfo& fanogan = find_learner("fanogan");
  const auto safer = fanogan.safer({{"critic-rate", "1"}, {"generator-rate", "0.0002"}, {"steps", "7"}});
  CHECK(safer.at("critic-rate") == "0.00025");
  CHECK(safer.at("generator-rate") == "0.0001");
  CHECK(safer.at("steps") == "7");
  CHECK(safer.at("penalty") == "20.0");
  CHECK(safer.count("spectral-norm") == 0);
  CHECK(fanogan.safer({{"penalty", "0"}}).at("spectral-norm") == "true");
  CHECK(fanogan.safer({{"spectral-norm", "true"}}).count("spectral-norm") == 0);
  CHECK(safer.count("layers") == 0);
  CHECK(find_learner("discern").safer({}).at("rate") == "0.001");
}

TEST_CASE("Each GAN with a critic has safer settings, which it takes, with its preset's values spelt out") {
  const std::string name =
      GENERATE("fanogan", "anogan", "fence_gan", "so_gaal", "mo_gaal", "egbad", "ganomaly", "alad");
  INFO(name);
  const LearnerInfo& learner = find_learner(name);
  REQUIRE(learner.safer);
  const auto usual = learner.safer({{"critic-rate", "1"}}), again = learner.safer(usual);
  CHECK(std::stod(again.at("critic-rate")) == std::stod(usual.at("critic-rate")) / 2);
  CHECK(std::stod(again.at("generator-rate")) == std::stod(usual.at("generator-rate")) / 2);
  // The GAALs are their paper's, without what steadies the others; a WGAN-GP penalty is enough.
  const bool penalised = usual.count("penalty") > 0;
  CHECK(penalised == (name == "fanogan"));
  CHECK(usual.count("spectral-norm") == (name.ends_with("gaal") || penalised ? 0 : 1));
  CHECK_THROWS_AS(learner.safer({{"no-such-option", "1"}}), Error);
  if (name != "anogan" && name != "egbad" && name != "alad") return;
  const auto kdd = learner.safer({{"preset", "kdd"}, {"batch", "0"}});
  CHECK(std::stod(kdd.at("critic-rate")) == 5e-6);
  CHECK(kdd.at("latent") == "32");
  CHECK(kdd.count("batch") == 0);
  CHECK(kdd.count("preset") == 0);
}

TEST_CASE("A training that fails is made again with safer settings, which is said and written down") {
  std::size_t recovered = 0, failed_again = 0;
  for (std::int64_t seed = 0; seed < 24; ++seed) {
    TrainOptions options = hopeless();
    options.seed = seed;
    std::vector<std::string> warnings;
    options.warn = [&](const std::string& line) { warnings.push_back(line); };
    const Detector detector = train(*records(120), options);
    const Json& training = detector.state().training;
    if (!training.contains("restart")) continue;
    const bool failed = detector.state().verdict.level() == Verdict::Level::fail;
    ++(failed ? failed_again : recovered);
    CHECK(training["restart"]["settings"]["penalty"] == "20.0");
    if (!failed) CHECK(training["restart"]["kept"] == "second");
    REQUIRE(warnings.size() == (failed ? 2 : 1));
    CHECK(warnings[0].find("once more with safer settings") != std::string::npos);
    if (failed) CHECK(warnings[1].find("failed its verdict again") != std::string::npos);
  }
  CHECK(recovered > 0);
  CHECK(failed_again > 0);
}

TEST_CASE("A second attempt goes on from a checkpoint to the same bits") {
  TrainOptions options = hopeless();
  const std::string whole = bytes_of(train(*records(120), options));
  const auto path = std::filesystem::temp_directory_path() / ("discern-again-" + std::to_string(getpid()));
  options.checkpoint = path.string();
  std::atomic<bool> stop = false;
  bool second = false;
  options.stop = &stop;
  options.warn = [&](const std::string& line) {
    second = second || line.find("once more") != std::string::npos;
  };
  options.progress = [&](const Progress& p) { stop = second && p.stage == "encoder"; };
  CHECK_THROWS_AS(train(*records(120), options), Interrupted);
  CHECK(second);
  stop = false;
  options.progress = nullptr;
  options.resume = true;
  CHECK(bytes_of(train(*records(120), options)) == whole);
  std::filesystem::remove(path);
}

TEST_CASE("Records that do not belong are trimmed from all that is learned") {
  const std::string method = GENERATE("discern", "gan", "fanogan", "knn");
  INFO(method);
  TrainOptions options = quick(method);
  options.contamination = 0.05;
  const Detector detector = train(*records(200, 6), options);
  const Json& trimmed = detector.state().training.at("trimmed");
  CHECK(trimmed["records"] == 10);
  CHECK(detector.state().training["records"] == 200);
  // Of a deviation of about 1 without them, 5 or more with them.
  CHECK(detector.state().profile.column(0).numeric.quantiles.back() < 10);
  options.contamination = 0;
  CHECK(train(*records(200, 6), options).state().profile.column(0).numeric.quantiles.back() > 10);
}

TEST_CASE("A contamination that makes no sense is refused") {
  TrainOptions options = quick("knn");
  options.contamination = 0.31;
  CHECK_THROWS_WITH(train(*records(50), options), Catch::Contains("--contamination: 0.31"));
  options.contamination = 0.3;
  CHECK_THROWS_WITH(train(*records(12), options), Catch::Contains("9 are left of 12"));
}

}  // namespace discern
