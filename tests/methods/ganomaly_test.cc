#include "methods/ganomaly.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "testing/faults.h"

namespace discern {
namespace {

Mlp random_mlp(std::vector<std::size_t> widths, Random& random) {
  Mlp mlp({std::move(widths)});
  for (float& value : mlp.parameters()) value = float(0.5 * random.normal());
  return mlp;
}

std::unique_ptr<Method> random_method() {
  Random random(1, "test weights");
  return make_ganomaly({random_mlp({7, 16, 3}, random), random_mlp({3, 16, 7}, random),
                        random_mlp({7, 16, 3}, random), random_mlp({7, 16, 9, 1}, random)});
}

std::vector<float> scores_of(const Method& method, const std::vector<float>& x) {
  const std::size_t n = x.size() / method.width();
  std::vector<float> scores(n * method.components().size());
  method.score(x.data(), n, scores.data());
  return scores;
}

std::vector<float> random_rows(std::size_t size) {
  Random random(2, "test rows");
  std::vector<float> rows(size);
  for (float& value : rows) value = float(random.normal());
  return rows;
}

enum { latent, reconstruction, discriminator };

}  // namespace

TEST_CASE("GANomaly's components are the formulas of the paper") {
  // E(x) = (x0, x1), G(z) = (2 z0, 1), E'(x) = (x0 - 1, x1 + 3), D(x) = leaky(x0 - x1) - 3.
  Mlp encoder({{2, 2}}), decoder({{2, 2}}), second({{2, 2}}), critic({{2, 1, 1}});
  encoder.parameters() = {1, 0, 0, 1, 0, 0};
  decoder.parameters() = {2, 0, 0, 0, 0, 1};
  second.parameters() = {1, 0, 0, 1, -1, 3};
  critic.parameters() = {1, -1, 0, 1, -3};
  const std::unique_ptr<Method> method = make_ganomaly({encoder, decoder, second, critic});
  // x = (3, 5): x' = (6, 1), z = (3, 5), z' = (5, 4).
  const std::vector<float> x = {3, 5}, s = scores_of(*method, x);
  CHECK(s[latent] == Approx((4 + 1) / 2.0));
  CHECK(s[reconstruction] == Approx((3 + 4) / 2.0));
  CHECK(s[discriminator] == Approx(3.4));
  std::vector<float> made(2);
  method->reference(x.data(), 1, made.data());
  CHECK(made == std::vector<float>{6, 1});
  CHECK(method->components()[latent].fused);
  CHECK_FALSE(method->components()[reconstruction].fused);
  CHECK_FALSE(method->components()[discriminator].fused);
  CHECK(method->latent() == 0);
}

TEST_CASE("GANomaly gives a record the same bits in any batch") {
  const std::unique_ptr<Method> method = random_method();
  const std::vector<float> rows = random_rows(300 * 7), together = scores_of(*method, rows);
  std::vector<float> alone;
  for (std::size_t i = 0; i < 300; ++i)
    for (const float score :
         scores_of(*method, {rows.begin() + std::ptrdiff_t(i * 7), rows.begin() + std::ptrdiff_t(i * 7 + 7)}))
      alone.push_back(score);
  CHECK(alone == together);
}

TEST_CASE("GANomaly's scores and records are finite for any finite record") {
  const std::unique_ptr<Method> method = random_method();
  const float most = std::numeric_limits<float>::max();
  for (const float value : {most, -most, 1e20f}) {
    const std::vector<float> x(7, value);
    for (const float score : scores_of(*method, x)) CHECK(std::isfinite(score));
    std::vector<float> made(7);
    method->reference(x.data(), 1, made.data());
    for (const float number : made) CHECK(std::isfinite(number));
  }
}

TEST_CASE("GANomaly loads to the bit what it saved") {
  const std::unique_ptr<Method> method = random_method();
  Archive archive;
  method->save(archive);
  const std::vector<float> rows = random_rows(200 * 7);
  CHECK(scores_of(*load_ganomaly(archive), rows) == scores_of(*method, rows));
}

TEST_CASE("GANomaly refuses a model whose parts do not fit together") {
  Archive archive;
  random_method()->save(archive);
  const auto refused = [](const Archive& broken, const std::string& message) {
    check_fault(Fault::model, message, [&] { load_ganomaly(broken); });
  };
  Random random(2, "other");
  const auto with = [&](const char* name, std::vector<std::size_t> widths) {
    Archive other = archive;
    random_mlp(std::move(widths), random).save(other, name);
    return other;
  };
  const std::string unfit = "do not fit the encoder, from 7 features to 3";
  refused(with("decoder", {4, 7}), unfit);
  refused(with("decoder", {3, 6}), unfit);
  refused(with("second_encoder", {7, 4}), unfit);
  refused(with("discriminator", {7, 4, 2}), unfit);
  refused(with("encoder", {7, 4}), "from 7 features to 4");
  for (const auto& [name, tensor] : archive.tensors) {
    Archive without = archive;
    without.tensors.erase(name);
    refused(without, name);
    Archive bad = archive;
    std::get<std::vector<float>>(bad.tensors[name].values)[0] = std::numeric_limits<float>::quiet_NaN();
    refused(bad, "not finite");
  }
  for (const auto& [key, value] : archive.meta.items()) {
    Archive without = archive;
    without.meta.erase(key);
    refused(without, key);
  }
}

}  // namespace discern
