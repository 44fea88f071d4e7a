#include "train/picture_discern.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "base/fail.h"
#include "methods/picture_memory.h"
#include "methods/table.h"
#include "testing/pictures.h"
#include "threshold/curves.h"
#include "train/catch.h"
#include "train/checkpoint.h"

namespace discern {
namespace {

constexpr PictureShape kShape{28, 28, 1};
const std::map<std::string, std::string> kShort = {
    {"negatives", "64"}, {"discriminator-steps", "200"}, {"steps", "20"}, {"batch", "8"}, {"latent", "8"}};

Learned learned_from(const Matrix& normal, std::map<std::string, std::string> settings = kShort,
                     std::vector<std::uint32_t> groups = {}) {
  LearnContext context;
  context.seed = 3;
  context.groups = std::move(groups);
  context.picture = kShape;
  return find_learner("discern").learn_pictures(normal, settings, context);
}

std::vector<float> scores_of(const Method& method, const Matrix& x) {
  std::vector<float> out(x.rows * method.components().size());
  method.score(x.data.data(), x.rows, out.data());
  return out;
}

// New stripes, and every second picture with a smooth patch.
Matrix test_pictures(std::vector<char>& anomalous) {
  Matrix out = striped_pictures(kShape, 60, 8);
  for (std::size_t i = 0; i < out.rows; ++i) {
    anomalous.push_back(i % 2);
    for (std::size_t y = 8; i % 2 && y < 16; ++y)
      for (std::size_t x = 10; x < 18; ++x) out.row(i)[y * 28 + x] = 0.5f;
  }
  return out;
}

TEST_CASE("discern learns pictures, ranks smooth patches above stripes and lights them up") {
  const Learned learned = learned_from(striped_pictures(kShape, 80, 1));
  const Method& method = *learned.method;
  std::vector<char> anomalous;
  const Matrix x = test_pictures(anomalous);
  const auto scores = scores_of(method, x);
  const std::size_t components = method.components().size();
  for (std::size_t c = 0; c < components; ++c) {
    INFO(method.components()[c].name);
    if (!method.components()[c].fused) continue;
    std::vector<double> own;
    for (std::size_t i = 0; i < x.rows; ++i) own.push_back(double(scores[i * components + c]));
    CHECK(auroc(own, anomalous) > 0.9);
  }
  REQUIRE(method.maps());
  REQUIRE(method.latent() == 8);
  std::vector<float> z(3 * 8, 0.5f), made(3 * kShape.size()), held(2 * kShape.size());
  method.generate(z.data(), 3, made.data());
  method.reference(x.row(0), 2, held.data());
  for (const auto* pictures : {&made, &held})
    CHECK(std::all_of(pictures->begin(), pictures->end(), [](float v) { return std::isfinite(v); }));
  std::vector<float> map(kShape.pixels());
  method.map(x.row(1), 1, map.data());
  const std::size_t brightest = std::size_t(std::max_element(map.begin(), map.end()) - map.begin());
  CHECK(std::abs(double(brightest / 28) - 12) <= 7);
  CHECK(std::abs(double(brightest % 28) - 14) <= 7);
}

TEST_CASE("two GANs at once are those of one after another") {
  LearnContext context;
  context.picture = kShape;
  const Matrix normal = striped_pictures(kShape, 40, 1);
  const auto learned = [&](std::int64_t jobs) {
    context.jobs = jobs;
    return find_learner("discern").learn_pictures(normal, kShort, context);
  };
  const Learned alone = learned(1), both = learned(2);
  CHECK(both.left_out.data == alone.left_out.data);
  CHECK(both.curves == alone.curves);
  CHECK(scores_of(*both.method, normal) == scores_of(*alone.method, normal));
}

TEST_CASE("every normal picture is left out once, and looks as new ones do") {
  const Learned learned = learned_from(striped_pictures(kShape, 160, 1));
  auto rows = learned.left_out_rows;
  REQUIRE(rows.size() == 160);
  std::sort(rows.begin(), rows.end());
  for (std::uint32_t i = 0; i < 160; ++i) CHECK(rows[i] == i);
  const auto fresh = scores_of(*learned.method, striped_pictures(kShape, 160, 2));
  const std::size_t components = learned.method->components().size();
  for (std::size_t c = 0; c < components; ++c) {
    INFO(learned.method->components()[c].name);
    double own = 0, other = 0, squares = 0;
    for (std::size_t i = 0; i < 160; ++i) {
      own += double(learned.left_out.row(i)[c]) / 160;
      other += double(fresh[i * components + c]) / 160;
    }
    for (std::size_t i = 0; i < 160; ++i)
      squares += std::pow(double(learned.left_out.row(i)[c]) - own, 2) / 160;
    CHECK(std::abs(own - other) < 0.5 * std::sqrt(squares));
  }
}

TEST_CASE("no two pictures of a group are on both sides of a split, and each is left out once") {
  const auto patience = GENERATE("0", "3");
  const std::vector<std::size_t> sizes = {1, 9, 2, 2, 14, 3, 1, 4, 4, 1, 7};
  std::vector<std::uint32_t> groups;
  for (std::uint32_t g = 0; g < sizes.size(); ++g) groups.insert(groups.end(), sizes[g], 100 - g);
  std::reverse(groups.begin(), groups.begin() + 20);
  auto settings = kShort;
  settings["patience"] = patience;
  const Learned learned = learned_from(striped_pictures(kShape, groups.size(), 1), settings, groups);
  Archive archive;
  learned.method->save(archive);
  // The memory holds all of them, in the order of which the last is left out first.
  const auto& folds = archive.floats("memory.folds", groups.size());
  std::map<std::uint32_t, std::set<float>> folds_of_group;
  std::set<std::uint32_t> rows;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::uint32_t row = learned.left_out_rows[groups.size() - 1 - i];
    rows.insert(row);
    folds_of_group[groups[row]].insert(folds[i]);
  }
  CHECK(rows.size() == groups.size());
  std::set<float> all;
  for (const auto& [group, own] : folds_of_group) {
    CHECK(own.size() == 1);
    all.insert(own.begin(), own.end());
  }
  CHECK(all.size() == PictureMemory::kFolds);
  const auto loaded = find_method("discern").load_pictures(archive);
  const Matrix fresh = striped_pictures(kShape, 5, 9);
  CHECK(scores_of(*loaded, fresh) == scores_of(*learned.method, fresh));
}

TEST_CASE("groups need as many as there are folds") {
  const Matrix normal = striped_pictures(kShape, 24, 1);
  std::vector<std::uint32_t> groups(24, 0);
  groups[3] = 1;
  groups[7] = 2;
  try {
    learned_from(normal, kShort, groups);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("3 groups found") != std::string::npos);
  }
}

TEST_CASE("pictures are learned to the same bits again, and saved and loaded to the bit") {
  const Matrix normal = striped_pictures(kShape, 24, 1), x = striped_pictures(kShape, 70, 4);
  const Learned first = learned_from(normal), second = learned_from(normal);
  const auto scores = scores_of(*first.method, x);
  CHECK(scores == scores_of(*second.method, x));
  Archive archive;
  first.method->save(archive);
  const auto loaded = find_method("discern").load_pictures(archive);
  CHECK(scores == scores_of(*loaded, x));
  std::vector<float> a(2 * kShape.pixels()), b(a.size());
  first.method->map(x.row(0), 2, a.data());
  loaded->map(x.row(0), 2, b.data());
  CHECK(a == b);
  archive.meta["picture"]["height"] = 0;
  CHECK_THROWS_AS(find_method("discern").load_pictures(archive), Error);
}

TEST_CASE("learning of pictures stopped anywhere goes on to the same bits") {
  const Matrix normal = striped_pictures(kShape, 24, 1);
  const Learned whole = learned_from(normal);
  const std::string file =
      (std::filesystem::temp_directory_path() / ("discern-pictures-" + std::to_string(getpid()))).string();
  for (int attempt = 0; attempt < 20; ++attempt) {
    Checkpoint checkpoint(file, 1e9, "f");
    CHECK(checkpoint.resume() == (attempt > 0));
    std::atomic<bool> stop = false;
    int calls = 0;
    LearnContext context;
    context.seed = 3;
    context.picture = kShape;
    context.stop = &stop;
    context.checkpoint = &checkpoint;
    context.progress = [&](const Progress&) { stop = stop || ++calls == 15 + attempt; };
    try {
      const Learned resumed = find_learner("discern").learn_pictures(normal, kShort, context);
      CHECK(attempt > 1);
      CHECK(scores_of(*resumed.method, normal) == scores_of(*whole.method, normal));
      std::filesystem::remove(file);
      return;
    } catch (const Interrupted&) {
    }
  }
  FAIL("never finished");
}

TEST_CASE("mahalanobis of pictures ranks by structure, and is saved and loaded to the bit") {
  LearnContext context;
  context.picture = kShape;
  const Learned learned =
      find_learner("mahalanobis").learn_pictures(striped_pictures(kShape, 80, 1), {}, context);
  std::vector<char> anomalous;
  const Matrix x = test_pictures(anomalous);
  const auto scores = scores_of(*learned.method, x);
  CHECK(auroc(std::vector<double>(scores.begin(), scores.end()), anomalous) > 0.9);
  Archive archive;
  learned.method->save(archive);
  CHECK(scores == scores_of(*find_method("mahalanobis").load_pictures(archive), x));
  archive.meta["picture"] = {{"height", 64}, {"width", 64}, {"channels", 1}};
  CHECK_THROWS_AS(find_method("mahalanobis").load_pictures(archive), Error);
}

TEST_CASE("settings that pictures do not have and too few pictures are refused") {
  CHECK_THROWS_AS(learned_from(striped_pictures(kShape, 24, 1), {{"neighbours", "3"}}), Error);
  CHECK_THROWS_AS(learned_from(striped_pictures(kShape, 7, 1)), Error);
}

}  // namespace
}  // namespace discern
