#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "storage/model_file.h"
#include "storage/mutations.h"
#include "storage/sample_detector.h"
#include "testing/faults.h"

using discern::check_fault;
using discern::Detector;
using discern::Error;
using discern::Fault;
using discern::Random;
using discern::Score;

namespace {

// A folder of its own, gone at the end.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("discern-files-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::string file(const std::string& name, const std::string& bytes) const {
    std::ofstream(file(name), std::ios::binary) << bytes;
    return file(name);
  }

 private:
  std::filesystem::path path_;
};

std::shared_ptr<Detector::State> learned(const std::string& method, const Folder& folder) {
  const auto source = discern::open_source(folder.file("normal.csv", sample_detector::csv(1, 60)));
  return sample_detector::learn(method, *source);
}

std::vector<Score> scores(const Detector& detector, const std::string& file) {
  discern::ScoreOptions options;
  options.threads = 1;
  options.explain = discern::Explain::all;
  return detector.score(*discern::open_source(file), options);
}

bool same_bits(const std::vector<Score>& a, const std::vector<Score>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Score& x, const Score& y) {
    return x.score == y.score && x.p_value == y.p_value && x.components == y.components && x.alert == y.alert;
  });
}

bool sound(const Score& score) {
  return std::isfinite(score.score) && score.p_value > 0 && score.p_value <= 1 &&
         std::all_of(score.components.begin(), score.components.end(),
                     [](double c) { return std::isfinite(c); });
}

// Loads and scores; whether both worked. Anything but a right Error fails the test.
bool survives(const std::string& model, const std::string& records) {
  try {
    const Detector detector = discern::load(model, true);
    for (const Score& score : scores(detector, records)) REQUIRE(sound(score));
    return true;
  } catch (const Error& error) {
    const std::string message = error.what();
    CAPTURE(message);
    REQUIRE((error.fault() == Fault::model || error.fault() == Fault::data));
    REQUIRE(message.find('\n') == message.npos);
    return false;
  }
}

}  // namespace

TEST_CASE("A detector of every method scores to the bit as before it was saved") {
  const Folder folder;
  const std::string records =
      folder.file("new.csv", sample_detector::csv(2, 30) + "9e9,attic,true,USD\n-5,?,,\n");
  for (const discern::MethodInfo& method : discern::methods()) {
    if (!method.load) continue;
    CAPTURE(method.name);
    const Detector detector(learned(std::string(method.name), folder));
    const std::string model = folder.file("m.discern");
    discern::save(detector, model);
    const Detector loaded = discern::load(model);
    CHECK(same_bits(scores(loaded, records), scores(detector, records)));
    CHECK(loaded.components() == detector.components());
    discern::save(loaded, folder.file("again.discern"));
    CHECK(discern::read_file(model, 1 << 20) == discern::read_file(folder.file("again.discern"), 1 << 20));
  }
}

TEST_CASE("Another rule changes the alerts alone, and comes back to the byte") {
  const Folder folder;
  const std::string records = folder.file("new.csv", sample_detector::csv(2, 30));
  const Detector detector(learned("knn", folder));
  const std::string model = folder.file("m.discern"), again = folder.file("again.discern");
  for (const discern::Rule::Kind kind :
       {discern::Rule::Kind::tail, discern::Rule::Kind::triage, discern::Rule::Kind::groups}) {
    discern::Rule rule;
    rule.kind = kind;
    rule.cut = rule.review = scores(detector, records)[3].score;
    if (kind == discern::Rule::Kind::groups) rule.column = "currency", rule.cuts = {{"USD", rule.cut}};
    discern::save(Detector(detector.state().with_rule(rule)), model);
    const Detector loaded = discern::load(model);
    CHECK(loaded.rule() == rule.text());
    const std::vector<Score> before = scores(detector, records), after = scores(loaded, records);
    for (std::size_t i = 0; i < before.size(); ++i) {
      REQUIRE(after[i].score == before[i].score);
      REQUIRE(after[i].p_value == before[i].p_value);
      REQUIRE(after[i].alert == (after[i].score >= rule.cut));
    }
    discern::save(loaded, again);
    CHECK(discern::read_file(model, 1 << 20) == discern::read_file(again, 1 << 20));
    discern::save(Detector(loaded.state().with_rule(detector.state().rule)), again);
    discern::save(detector, model);
    CHECK(discern::read_file(model, 1 << 20) == discern::read_file(again, 1 << 20));
  }
}

TEST_CASE("A detector whose training failed is loaded only if that is accepted") {
  const Folder folder;
  auto state = learned("knn", folder);
  state->verdict.checks.push_back({"constant", discern::Verdict::Level::fail, 1, "all scores are equal"});
  const std::string model = folder.file("m.discern");
  discern::save(Detector(state), model);
  check_fault(Fault::model,
              model +
                  ": its training failed: all scores are equal; train again, or use it all the same with "
                  "--accept-failed",
              [&] { discern::load(model); });
  CHECK(discern::load(model, true).components().size() == 2);
}

TEST_CASE("What cannot be read or written is the system's fault") {
  const Folder folder;
  check_fault(Fault::io, "cannot be opened", [&] { discern::load(folder.file("none.discern")); });
  check_fault(Fault::io, "cannot be read", [&] { discern::load(folder.file("")); });
  const Detector detector(learned("knn", folder));
  check_fault(Fault::io, "cannot be written", [&] { discern::save(detector, folder.file("no/m.discern")); });
  CHECK_FALSE(std::filesystem::exists(folder.file("no")));
}

TEST_CASE("Records given as a model are refused by their first bytes") {
  const Folder folder;
  check_fault(Fault::model, "not a model file",
              [&] { discern::load(folder.file("a.csv", "amount,shop\n1,2\n")); });
  check_fault(Fault::model, "holds 0 bytes", [&] { discern::load(folder.file("empty", "")); });
}

TEST_CASE("What a part finds wrong is said with the file's name") {
  const Folder folder;
  const std::string bytes = discern::to_bytes(learned("knn", folder)->save());
  const auto with_meta = [&](auto edit) {
    return folder.file("m.discern", model_bytes::edited(bytes, [&](discern::Json& header) {
                         auto& text = header["__metadata__"]["meta"];
                         discern::Json meta = discern::Json::parse(text.get<std::string>());
                         edit(meta);
                         text = meta.dump();
                       }));
  };
  check_fault(Fault::model, "m.discern: method \"magic\" is not known", [&] {
    discern::load(with_meta([](discern::Json& meta) { meta["method"]["name"] = "magic"; }));
  });
  check_fault(Fault::model, "m.discern: \"rule\" is missing",
              [&] { discern::load(with_meta([](discern::Json& meta) { meta.erase("rule"); })); });
}

TEST_CASE("Of 1,000 damaged models of every method each is refused or still scores") {
  const Folder folder;
  const std::string records =
      folder.file("new.csv", sample_detector::csv(2, 6) + "9e9,attic,true,USD\n-5,?,,\n");
  for (const discern::MethodInfo& method : discern::methods()) {
    if (!method.load) continue;
    const std::string bytes = discern::to_bytes(learned(std::string(method.name), folder)->save());
    Random random(3, method.name);
    int scored = 0;
    for (int i = 0; i < 1000; ++i) {
      CAPTURE(method.name, i);
      const std::string changed =
          random.below(4) ? mutations::edit_meta(random, bytes) : mutations::any(random, bytes);
      scored += survives(folder.file("m.discern", changed), records);
    }
    // Both ends are reached, else the test tests little.
    CHECK(scored > 33);
    CHECK(scored < 834);
  }
}
