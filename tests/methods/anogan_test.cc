#include "methods/anogan.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <optional>

#include "base/random.h"
#include "testing/faults.h"

namespace discern {
namespace {

Mlp random_mlp(std::vector<std::size_t> widths, Random& random) {
  Mlp mlp({std::move(widths)});
  for (float& value : mlp.parameters()) value = float(0.5 * random.normal());
  return mlp;
}

Matrix random_rows(std::size_t n, std::size_t width, std::uint64_t seed) {
  Random random(seed, "test rows");
  Matrix rows(n, width);
  for (float& value : rows.data) value = float(random.normal());
  return rows;
}

std::unique_ptr<Anogan> random_method(LatentSearch search = {0.1, 60, 0.05}, bool encodes = false) {
  Random random(1, "test weights");
  Mlp generator = random_mlp({3, 16, 7}, random), critic = random_mlp({7, 16, 9, 1}, random);
  std::optional<Mlp> encoder;
  if (encodes) encoder = random_mlp({7, 16, 3}, random);
  return std::make_unique<Anogan>(std::move(generator), std::move(critic), search, std::move(encoder));
}

// G(z) = (2 z, 1), f(x) = leaky(x0 - x1), D(x) = f(x) - 3, E(x) = x0 / 2 - 1.
std::unique_ptr<Anogan> by_hand(LatentSearch search, bool encodes = false) {
  Mlp generator({{1, 2}}), critic({{2, 1, 1}});
  generator.parameters() = {2, 0, 0, 1};
  critic.parameters() = {1, -1, 0, 1, -3};
  std::optional<Mlp> encoder;
  if (encodes) encoder.emplace(MlpShape{{2, 1}}).parameters() = {0.5f, 0, -1};
  return std::make_unique<Anogan>(std::move(generator), std::move(critic), search, std::move(encoder));
}

// [n] the steps of each record's search.
std::vector<std::int64_t> steps_of(const Anogan& method, const Matrix& rows) {
  std::vector<std::int64_t> steps(rows.rows, -1);
  method.search().run(rows.data.data(), rows.rows, [&](const auto& found) {
    REQUIRE(steps[found.record] == -1);
    steps[found.record] = found.steps;
  });
  return steps;
}

std::vector<float> scores_of(const Method& method, const Matrix& rows) {
  std::vector<float> scores(rows.rows * method.components().size());
  method.score(rows.data.data(), rows.rows, scores.data());
  return scores;
}

enum { residual, feature, anogan, discriminator, count };

}  // namespace

TEST_CASE("AnoGAN's components are the formulas of the paper, at the latent where the search begins") {
  const auto method = by_hand({0.25, 0, 0.05});
  REQUIRE(method->components().size() == count);
  Matrix x(1, 2);
  x.data = {3, 5};  // G(0) = (0, 1); f(x) = leaky(-2) = -0.4, f(G(0)) = leaky(-1) = -0.2
  const std::vector<float> s = scores_of(*method, x);
  CHECK(s[residual] == Approx(3 + 4));
  CHECK(s[feature] == Approx(0.2));
  CHECK(s[anogan] == Approx(0.75 * 7 + 0.25 * 0.2));
  CHECK(s[discriminator] == Approx(3.4));
}

TEST_CASE("AnoGAN finds the latent that is best by hand") {
  // |3 - 2z| + |5 - 1| is least at z = 1.5, where G(z) = (3, 1).
  const auto method = by_hand({0, 400, 0.05});
  Matrix x(1, 2);
  x.data = {3, 5};
  CHECK(scores_of(*method, x)[residual] == Approx(4).margin(0.01));
  std::vector<float> made(2);
  method->reference(x.data.data(), 1, made.data());
  CHECK(made[0] == Approx(3).margin(0.01));
  CHECK(made[1] == 1);
  // With the features alone f(G(z)) = leaky(2z - 1) has to come to f(x) = -0.4: z = -0.5.
  const auto by_features = by_hand({1, 400, 0.05});
  CHECK(scores_of(*by_features, x)[feature] == Approx(0).margin(0.005));
  by_features->reference(x.data.data(), 1, made.data());
  CHECK(made[0] == Approx(-1).margin(0.05));
}

TEST_CASE("AnoGAN makes again what its generator made, and nothing else") {
  const auto method = random_method({0.1, 400, 0.05});
  const Matrix z = random_rows(100, 3, 8), odd = random_rows(100, 7, 9);
  Matrix made(100, 7);
  method->generate(z.data.data(), 100, made.data.data());
  const std::vector<float> own = scores_of(*method, made), other = scores_of(*method, odd);
  double own_mean = 0, other_mean = 0;
  for (std::size_t i = 0; i < 100; ++i) {
    own_mean += double(own[i * count + anogan]) / 100;
    other_mean += double(other[i * count + anogan]) / 100;
  }
  CHECK(own_mean < 0.5 * other_mean);
}

TEST_CASE("AnoGAN's score falls, and never rises, with more steps of the same rate") {
  const Matrix rows = random_rows(50, 7, 3);
  const std::vector<float> start = scores_of(*random_method({0.1, 0, 0.05}), rows);
  const std::vector<float> end = scores_of(*random_method({0.1, 100, 0.05}), rows);
  for (std::size_t i = 0; i < 50; ++i) {
    CHECK(end[i * count + anogan] <= start[i * count + anogan]);
    CHECK(end[i * count + anogan] ==
          Approx(0.9 * double(end[i * count + residual]) + 0.1 * double(end[i * count + feature])));
  }
}

TEST_CASE("AnoGAN gives a record the same bits in any batch") {
  // Two of them end at different steps for different records, which others then take the place of.
  const LatentSearch search = GENERATE(LatentSearch{0.1, 60, 0.05}, LatentSearch{0.1, 60, 0.05, 4, 0.02},
                                       LatentSearch{0.1, 60, 0.05, 1, 0});
  const auto method = random_method(search, GENERATE(false, true));
  const Matrix rows = random_rows(400, 7, 2);
  const std::vector<float> together = scores_of(*method, rows);
  std::vector<float> made(rows.data.size());
  method->reference(rows.data.data(), rows.rows, made.data());
  for (const std::size_t batch : {1u, 7u, 144u, 145u})
    for (std::size_t start = 0; start < rows.rows; start += batch) {
      const std::size_t n = std::min<std::size_t>(batch, rows.rows - start);
      std::vector<float> scores(n * count), some(n * 7);
      method->score(rows.row(start), n, scores.data());
      method->reference(rows.row(start), n, some.data());
      REQUIRE(std::equal(scores.begin(), scores.end(), together.begin() + std::ptrdiff_t(start * count)));
      REQUIRE(std::equal(some.begin(), some.end(), made.begin() + std::ptrdiff_t(start * 7)));
    }
}

TEST_CASE("AnoGAN begins where its encoder says") {
  Matrix x(1, 2);
  x.data = {3, 5};  // E(x) = 0.5, G(0.5) = (1, 1); f(x) = leaky(-2) = -0.4, f(1, 1) = 0
  const std::vector<float> s = scores_of(*by_hand({0.25, 0, 0.05}, true), x);
  CHECK(s[residual] == Approx(2 + 4));
  CHECK(s[feature] == Approx(0.4));
  const Matrix rows = random_rows(50, 7, 3);
  const std::vector<float> start = scores_of(*random_method({0.1, 0, 0.05}, true), rows);
  const std::vector<float> end = scores_of(*random_method({0.1, 30, 0.05, 5, 0.01}, true), rows);
  for (std::size_t i = 0; i < 50; ++i) CHECK(end[i * count + anogan] <= start[i * count + anogan]);
}

TEST_CASE("AnoGAN's search of a record ends where its score no longer falls") {
  Matrix x(2, 2);
  x.data = {3, 5, 0, 5};
  SECTION("by hand") {
    // The second record's best latent is 0, where the slope is 0. The first one's score falls from 7 by twice
    // the step each time: 0.1, 0.1 (1 - 1 / 400), ... - never to half of it.
    const auto method = by_hand({0, 400, 0.05, 4, 0.5});
    CHECK(steps_of(*method, x) == std::vector<std::int64_t>{4, 4});
    const std::vector<float> s = scores_of(*method, x);
    CHECK(s[residual] == Approx(7 - 0.1 * (4 - 6.0 / 400)));
    CHECK(s[count + residual] == 4);
    // A hundredth of 7 is less than a step at first; the second record waits in vain.
    const std::vector<std::int64_t> steps = steps_of(*by_hand({0, 400, 0.05, 4, 0.01}), x);
    CHECK(steps[0] > 20);
    CHECK(steps[0] < 400);
    CHECK(steps[1] == 4);
  }
  SECTION("with no patience never") {
    CHECK(steps_of(*by_hand({0, 50, 0.05}), x) == std::vector<std::int64_t>{50, 50});
    CHECK(steps_of(*by_hand({0, 0, 0.05}), x) == std::vector<std::int64_t>{0, 0});
  }
  SECTION("and is the whole search's as far as it went") {
    const Matrix rows = random_rows(300, 7, 3);
    const auto early = random_method({0.1, 60, 0.05, 6, 0.01});
    const std::vector<std::int64_t> steps = steps_of(*early, rows);
    const std::vector<float> some = scores_of(*early, rows), all = scores_of(*random_method(), rows);
    std::size_t whole = 0;
    for (std::size_t i = 0; i < rows.rows; ++i) {
      CHECK(some[i * count + anogan] >= all[i * count + anogan]);
      if (steps[i] < 60) continue;
      ++whole;
      CHECK(some[i * count + anogan] == all[i * count + anogan]);
    }
    CHECK(whole < rows.rows);
    CHECK(whole > 0);
  }
}

TEST_CASE("AnoGAN's scores and references are finite for any finite record") {
  const auto method = random_method({0.1, 30, 0.05, 5, 0.01}, GENERATE(false, true));
  const float most = std::numeric_limits<float>::max();
  for (const float value : {most, -most, 1e20f, std::numeric_limits<float>::denorm_min()}) {
    Matrix x(2, 7);
    for (std::size_t j = 0; j < x.data.size(); ++j) x.data[j] = j % 2 ? value : -value;
    for (const float score : scores_of(*method, x)) CHECK(std::isfinite(score));
    std::vector<float> made(x.data.size());
    method->reference(x.data.data(), 2, made.data());
    for (const float number : made) CHECK(std::isfinite(number));
  }
}

TEST_CASE("AnoGAN loads to the bit what it saved, beside other models of the same thread") {
  const bool early = GENERATE(false, true), encodes = GENERATE(false, true);
  const auto method = random_method({0.3, 20, 0.1, early ? 3 : 0, 0.05}, encodes);
  Archive archive;
  method->save(archive);
  // Files from before there were any have neither.
  CHECK(archive.meta.contains("latent_patience") == early);
  CHECK(archive.tensors.contains("encoder") == encodes);
  const std::unique_ptr<Method> loaded = load_anogan(archive);
  const Matrix rows = random_rows(200, 7, 5), narrow = random_rows(5, 2, 4);
  const std::vector<float> wanted = scores_of(*method, rows);
  scores_of(*by_hand({0.1, 5, 0.1}), narrow);
  CHECK(scores_of(*loaded, rows) == wanted);
  CHECK(loaded->width() == 7);
  CHECK(loaded->latent() == 3);
}

TEST_CASE("AnoGAN refuses a model that is damaged or does not fit together") {
  Archive archive;
  random_method({0.1, 60, 0.05, 5, 0.01})->save(archive);
  const auto check_refused = [](const Archive& broken, const std::string& what) {
    check_fault(Fault::model, what, [&] { load_anogan(broken); });
  };
  Random random(2, "other");
  Archive other = archive;
  random_mlp({3, 16, 6}, random).save(other, "generator");
  check_refused(other, "do not fit together");
  other = archive;
  random_mlp({7, 1}, random).save(other, "critic");
  check_refused(other, "do not fit together");
  other = archive;
  random_mlp({7, 16, 2}, random).save(other, "critic");
  check_refused(other, "do not fit together");
  for (const auto& widths : {std::vector<std::size_t>{6, 3}, {7, 4}}) {
    other = archive;
    random_mlp(widths, random).save(other, "encoder");
    check_refused(other, "generator and encoder do not fit together");
  }
  other = archive;
  other.meta["critic"]["hidden"] = "silu";
  check_refused(other, "silu");
  for (const char* name : {"generator", "critic"}) {
    Archive without = archive;
    without.tensors.erase(name);
    check_refused(without, name);
  }
  const std::pair<const char*, Json> wrong[] = {{"feature_weight", 1.5},     {"feature_weight", -0.1},
                                                {"latent_steps", 1'000'000}, {"latent_steps", -1},
                                                {"latent_rate", 0.0},        {"latent_rate", 7.0}};
  for (const auto& [key, value] : wrong) {
    Archive bad = archive;
    bad.meta[key] = value;
    check_refused(bad, key);
    bad.meta.erase(key);
    check_refused(bad, key);
  }
  const std::pair<const char*, Json> of_early_stop[] = {{"latent_patience", -1},
                                                        {"latent_patience", 0.5},
                                                        {"latent_tolerance", 1.5},
                                                        {"latent_tolerance", -0.1}};
  for (const auto& [key, value] : of_early_stop) {
    Archive bad = archive;
    bad.meta[key] = value;
    check_refused(bad, key);
  }
  archive.meta.erase("latent_tolerance");
  check_refused(archive, "latent_tolerance");
}

TEST_CASE("AnoGAN's options are described, within their ranges, and keep both kinds of steps apart") {
  for (const OptionSpec& spec : anogan_option_specs()) {
    INFO(spec.name);
    CHECK_FALSE(spec.help.empty());
    CHECK_NOTHROW(parse_option(spec, option_text(spec.initial)));
  }
  const AnoganOptions options = anogan_options().from({{"steps", "7"}, {"latent-steps", "9"}});
  CHECK(options.AdversarialOptions::steps == 7);
  CHECK(options.LatentSearch::steps == 9);
}

TEST_CASE("AnoGAN's presets are settings it takes") {
  for (const Preset& preset : anogan_presets()) {
    const AnoganOptions options =
        anogan_options().from(with_preset({{"preset", preset.name}, {"batch", "99"}}, anogan_presets()));
    CHECK(options.critic_rate == 1e-5);
    CHECK(options.ema == 0.9999);
    CHECK(options.LatentSearch::steps == 500);
    CHECK(options.batch == 99);
    CHECK(options.preset == preset.name);
  }
}

}  // namespace discern
