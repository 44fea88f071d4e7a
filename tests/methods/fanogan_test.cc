#include "methods/fanogan.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/fail.h"
#include "base/random.h"

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

Fanogan random_method(double kappa = 1.5) {
  Random random(1, "test weights");
  Fanogan::Networks networks{random_mlp({3, 16, 7}, random), random_mlp({7, 16, 9, 1}, random),
                             random_mlp({7, 16, 3}, random)};
  return Fanogan(std::move(networks), kappa, 0.1, random_rows(400, 7, 1));
}

std::vector<float> scores_of(const Method& method, const Matrix& rows) {
  std::vector<float> scores(rows.rows * method.components().size());
  method.score(rows.data.data(), rows.rows, scores.data());
  return scores;
}

// One linear layer each, so that a hand can follow: E(x) = x0, G(z) = (2 z, 1), D(x) = leaky(x0 - x1) - 3.
Fanogan by_hand(double kappa) {
  Mlp generator({{1, 2}}), encoder({{2, 1}}), critic({{2, 1, 1}});
  generator.parameters() = {2, 0, 0, 1};
  encoder.parameters() = {1, 0, 0};
  critic.parameters() = {1, -1, 0, 1, -3};
  return Fanogan({generator, critic, encoder}, kappa, 0.1, random_rows(50, 2, 3));
}

enum {
  reconstruction,
  feature,
  anogan,
  residual,
  feature_residual,
  critic_distance,
  latent,
  discriminator,
  count
};

}  // namespace

TEST_CASE("f-AnoGAN's components are the formulas of the paper") {
  const Fanogan method = by_hand(4);
  REQUIRE(method.components().size() == count);
  Matrix x(1, 2);
  x.data = {3, 5};  // G(E(x)) = (6, 1); f(x) = leaky(-2) = -0.4; f(G(E(x))) = 5
  const std::vector<float> s = scores_of(method, x);
  CHECK(s[reconstruction] == Approx((9 + 16) / 2.0));
  CHECK(s[feature] == Approx(4 * 5.4 * 5.4));
  CHECK(s[anogan] == Approx(12.5 + 4 * 5.4 * 5.4));
  CHECK(s[discriminator] == Approx(3.4));
  std::vector<float> made(2);
  method.reference(x.data.data(), 1, made.data());
  CHECK(made == std::vector<float>{6, 1});
}

TEST_CASE("f-AnoGAN's Mahalanobis components are about 1 for the normal records they were fitted on") {
  const Fanogan method = random_method();
  const std::vector<float> scores = scores_of(method, random_rows(400, 7, 1));
  for (const int component : {residual, feature_residual, critic_distance, latent}) {
    double mean = 0;
    for (std::size_t i = 0; i < 400; ++i) mean += scores[i * count + std::size_t(component)] / 400;
    // Shrunk correlations bend it a little.
    CHECK(mean == Approx(1).margin(0.35));
  }
}

TEST_CASE("f-AnoGAN gives a record the same bits in any batch") {
  const Fanogan method = random_method();
  const std::size_t width = method.width();
  const Matrix rows = random_rows(300, width, 2);
  const std::vector<float> together = scores_of(method, rows);
  std::vector<float> made(rows.data.size());
  method.reference(rows.data.data(), rows.rows, made.data());
  for (const std::size_t batch : {1u, 7u, 128u, 129u})
    for (std::size_t start = 0; start < rows.rows; start += batch) {
      const std::size_t n = std::min<std::size_t>(batch, rows.rows - start);
      std::vector<float> scores(n * count), some(n * width);
      method.score(rows.row(start), n, scores.data());
      method.reference(rows.row(start), n, some.data());
      REQUIRE(std::equal(scores.begin(), scores.end(), together.begin() + std::ptrdiff_t(start * count)));
      REQUIRE(std::equal(some.begin(), some.end(), made.begin() + std::ptrdiff_t(start * width)));
    }
}

TEST_CASE("f-AnoGAN's scores and references are finite for any finite record") {
  const Fanogan method = random_method();
  const float most = std::numeric_limits<float>::max();
  for (const float value : {most, -most, 1e20f, std::numeric_limits<float>::denorm_min()}) {
    Matrix x(2, method.width());
    for (std::size_t j = 0; j < method.width(); ++j) x.data[j] = j % 2 ? value : -value;
    for (const float score : scores_of(method, x)) CHECK(std::isfinite(score));
    std::vector<float> made(x.data.size());
    method.reference(x.data.data(), 2, made.data());
    for (const float feature_value : made) CHECK(std::isfinite(feature_value));
  }
}

TEST_CASE("f-AnoGAN keeps its scratch apart from other models of the same thread") {
  const Fanogan wide = random_method(), narrow = by_hand(1);
  const Matrix x = random_rows(5, 7, 4), y = random_rows(5, 2, 4);
  const std::vector<float> first = scores_of(narrow, y);
  scores_of(wide, x);
  CHECK(scores_of(narrow, y) == first);
}

TEST_CASE("f-AnoGAN loads to the bit what it saved") {
  const Fanogan method = random_method();
  Archive archive;
  method.save(archive);
  const std::unique_ptr<Method> loaded = load_fanogan(archive);
  const Matrix rows = random_rows(200, 7, 5);
  CHECK(scores_of(*loaded, rows) == scores_of(method, rows));
  CHECK(loaded->width() == 7);
}

TEST_CASE("f-AnoGAN refuses a model whose parts do not fit together") {
  Archive archive;
  random_method().save(archive);
  const auto refusal = [](const Archive& broken) {
    try {
      load_fanogan(broken);
    } catch (const Error& error) {
      CHECK(error.fault() == Fault::model);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  Random random(2, "other");
  Archive other = archive;
  random_mlp({4, 16, 7}, random).save(other, "generator");
  CHECK(refusal(other).find("do not fit together") != std::string::npos);
  other = archive;
  random_mlp({7, 16, 9, 2}, random).save(other, "critic");
  CHECK(refusal(other).find("do not fit together") != std::string::npos);
  for (const auto& [name, tensor] : archive.tensors) {
    Archive without = archive;
    without.tensors.erase(name);
    CHECK(refusal(without).find(name) != std::string::npos);
    Archive bad = archive;
    std::get<std::vector<float>>(bad.tensors[name].values)[0] = std::numeric_limits<float>::quiet_NaN();
    CHECK(refusal(bad).find("not finite") != std::string::npos);
  }
  for (const char* key : {"kappa", "generator", "encoder"}) {
    Archive without = archive;
    without.meta.erase(key);
    CHECK(refusal(without).find(key) != std::string::npos);
  }
}

TEST_CASE("f-AnoGAN's options are described and within their ranges") {
  const FanoganOptions initial;
  CHECK(fanogan_options().save(initial).size() == fanogan_option_specs().size());
  for (const OptionSpec& spec : fanogan_option_specs()) {
    INFO(spec.name);
    CHECK_FALSE(spec.help.empty());
    CHECK_NOTHROW(parse_option(spec, option_text(spec.initial)));
  }
}

}  // namespace discern
