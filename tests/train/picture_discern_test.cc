#include "train/picture_discern.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <map>

#include "base/fail.h"
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

Learned learned_from(const Matrix& normal, std::map<std::string, std::string> settings = kShort) {
  LearnContext context;
  context.seed = 3;
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
