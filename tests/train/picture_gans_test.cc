// Learning of GANs for tables that take pictures too.
#include <cmath>

#include "base/random.h"
#include "methods/table.h"
#include "threshold/curves.h"
#include "train/catch.h"
#include "train/learner.h"
#include "train/network_shapes.h"

namespace discern {
namespace {

constexpr PictureShape kPicture{8, 8, 1};

// A bright square on black somewhere; strange: a dark one on white.
Matrix squares(std::size_t n, bool strange, std::uint64_t seed) {
  Random random(seed, "squares");
  Matrix rows(n, kPicture.size());
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t top = random.below(5), left = random.below(5);
    for (std::size_t y = 0; y < 8; ++y)
      for (std::size_t x = 0; x < 8; ++x) {
        const bool bright = (y - top < 4 && x - left < 4) != strange;
        rows.row(i)[y * 8 + x] = float((bright ? 0.9 : 0.05) + 0.03 * random.normal());
      }
  }
  return rows;
}

struct Case {
  std::string method;
  std::map<std::string, std::string> settings;
};

const std::vector<Case> kCases = {
    {"anogan", {{"steps", "200"}, {"latent-steps", "30"}}},
    {"egbad", {{"steps", "200"}}},
    {"alad", {{"steps", "800"}}},
    {"ganomaly", {{"steps", "200"}}},
    {"skip_ganomaly", {{"steps", "200"}}},
    {"gan", {{"steps", "200"}}},
    {"anogan",
     {{"steps", "200"}, {"latent-steps", "5"}, {"latent-start", "encoder"}, {"encoder-steps", "200"}}},
};

Learned learn(const Case& c) {
  LearnContext context;
  context.seed = 3;
  context.picture = kPicture;
  std::map<std::string, std::string> settings = c.settings;
  settings.insert({"latent", "4"});
  if (c.method != "gan") settings.insert({"width", "4"});
  return find_learner(c.method).learn_pictures(squares(120, false, 1), settings, context);
}

// Of the first component that counts.
std::vector<double> scores_of(const Method& method, const Matrix& x) {
  const std::size_t columns = method.components().size();
  std::size_t counts = 0;
  while (!method.components()[counts].fused) ++counts;
  std::vector<float> all(x.rows * columns);
  method.score(x.data.data(), x.rows, all.data());
  std::vector<double> out;
  for (std::size_t i = 0; i < x.rows; ++i) out.push_back(double(all[i * columns + counts]));
  return out;
}

}  // namespace

TEST_CASE("GANs learn pictures, tell strange ones from them, and learn and load the same again") {
  const Case& c = kCases[GENERATE(0u, 1u, 2u, 3u, 4u, 5u, 6u)];
  INFO(c.method);
  const Learned learned = learn(c);
  const Method& method = *learned.method;
  CHECK(learned.checks.at("skipped_steps") == 0);
  CHECK(std::isfinite(learned.checks.at("diversity").get<double>()));
  CHECK((method.latent() == 4) == find_method(c.method).generates);
  std::vector<double> scores = scores_of(method, squares(60, false, 2));
  const std::vector<double> strange = scores_of(method, squares(60, true, 2));
  std::vector<char> anomalous(60, 0);
  scores.insert(scores.end(), strange.begin(), strange.end());
  anomalous.resize(120, 1);
  // The critic of gan alone is the weaker for its few steps.
  CHECK(auroc(scores, anomalous) > (c.method == "gan" ? 0.8 : 0.9));
  CHECK(scores_of(*learn(c).method, squares(60, true, 2)) == strange);
  Archive archive;
  method.save(archive);
  CHECK(scores_of(*find_method(c.method).load_pictures(archive), squares(60, true, 2)) == strange);
}

TEST_CASE("Networks of pictures meet what stands beside them, and each other") {
  AdversarialOptions options;
  LearnContext context;
  context.picture = {11, 6, 3};
  const Matrix normal(20, context.picture.size());
  const NetworkShapes<ConvNet> shapes(options, normal, context);
  const auto latent = std::size_t(options.latent);
  CHECK(ConvNet(shapes.generator()).outputs() == normal.cols);
  CHECK(ConvNet(shapes.reader_with_latent()).inputs() == normal.cols + latent);
  CHECK(ConvNet(shapes.reader_of_pairs()).inputs() == 2 * normal.cols);
  CHECK(ConvNet(shapes.reader_of_latents()).inputs() == 2 * latent);
  for (const ConvShape& shape :
       {shapes.reader_with_latent(), shapes.reader_of_pairs(), shapes.reader_of_latents()})
    CHECK(ConvNet(shape).outputs() == 1);
}

}  // namespace discern
