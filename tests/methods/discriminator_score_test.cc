#include "methods/discriminator_score.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "methods/fence_gan.h"
#include "methods/gaal.h"
#include "testing/faults.h"

namespace discern {
namespace {

Matrix random_rows(std::size_t n, std::size_t width, std::uint64_t seed) {
  Random random(seed, "test rows");
  Matrix rows(n, width);
  for (float& value : rows.data) value = float(random.normal());
  return rows;
}

std::unique_ptr<Method> random_method() {
  Random random(1, "test weights");
  Mlp mlp({{7, 16, 9, 1}});
  for (float& value : mlp.parameters()) value = float(0.5 * random.normal());
  return make_discriminator_score(std::move(mlp), std::vector<float>(7, 0.5f));
}

std::vector<float> scores_of(const Method& method, const Matrix& rows) {
  std::vector<float> scores(rows.rows);
  method.score(rows.data.data(), rows.rows, scores.data());
  return scores;
}

}  // namespace

TEST_CASE("A discriminator's score is its value turned round, in the order of 1 - sigmoid") {
  Mlp mlp({{2, 1, 1}});
  mlp.parameters() = {1, -1, 0, 2, 3};  // 2 leaky(x0 - x1) + 3
  const auto method = make_discriminator_score(mlp, {4, 5});
  Matrix x(2, 2);
  x.data = {3, 1, 1, 3};
  const std::vector<float> scores = scores_of(*method, x);
  CHECK(scores[0] == Approx(-7));
  CHECK(scores[1] == Approx(-3 + 0.8));
  const auto outlier = [](double d) { return 1 - 1 / (1 + std::exp(-d)); };
  for (const auto& [score, d] : {std::pair(scores[0], 7.0), {scores[1], 2.2}})
    CHECK(double(score) == Approx(std::log(outlier(d) / (1 - outlier(d)))));
  std::vector<float> reference(4);
  method->reference(x.data.data(), 2, reference.data());
  CHECK(reference == std::vector<float>{4, 5, 4, 5});
  CHECK(method->latent() == 0);
}

TEST_CASE("A discriminator gives a record the same bits in any batch, finite ones for finite records") {
  const auto method = random_method();
  const Matrix rows = random_rows(300, 7, 2);
  const std::vector<float> together = scores_of(*method, rows);
  for (const std::size_t batch : {1u, 7u, 144u, 145u})
    for (std::size_t start = 0; start < rows.rows; start += batch) {
      const std::size_t n = std::min<std::size_t>(batch, rows.rows - start);
      std::vector<float> scores(n);
      method->score(rows.row(start), n, scores.data());
      REQUIRE(std::equal(scores.begin(), scores.end(), together.begin() + std::ptrdiff_t(start)));
    }
  const float most = std::numeric_limits<float>::max();
  Matrix far(1, 7);
  for (std::size_t j = 0; j < 7; ++j) far.data[j] = j % 2 ? most : -most;
  CHECK(std::isfinite(scores_of(*method, far)[0]));
}

TEST_CASE("A discriminator's score is loaded to the bit, and a damaged one is refused") {
  const auto method = random_method();
  Archive archive;
  method->save(archive);
  const Matrix rows = random_rows(50, 7, 5);
  CHECK(scores_of(*load_discriminator_score(archive), rows) == scores_of(*method, rows));
  Archive broken = archive;
  SECTION("no mean") {
    broken.tensors.erase("mean");
    check_fault(Fault::model, "\"mean\"", [&] { load_discriminator_score(broken); });
  }
  SECTION("a mean of another width") {
    broken.put("mean", {6}, std::vector<float>(6));
    check_fault(Fault::model, "expected 7", [&] { load_discriminator_score(broken); });
  }
  SECTION("no network") {
    broken.tensors.erase("discriminator");
    check_fault(Fault::model, "\"discriminator\"", [&] { load_discriminator_score(broken); });
  }
  SECTION("several outputs") {
    Mlp({{7, 4, 2}}).save(broken, "discriminator");
    check_fault(Fault::model, "2 outputs, expected 1", [&] { load_discriminator_score(broken); });
  }
}

TEST_CASE("The options of fence_gan, so_gaal and mo_gaal are described and within their ranges") {
  for (const auto specs : {fence_gan_option_specs(), so_gaal_option_specs(), mo_gaal_option_specs()})
    for (const OptionSpec& spec : specs) {
      INFO(spec.name);
      CHECK_FALSE(spec.help.empty());
      CHECK(spec.name != "objective");
      CHECK_NOTHROW(parse_option(spec, option_text(spec.initial)));
    }
  CHECK(mo_gaal_options().from({}).generators == 10);
}

}  // namespace discern
