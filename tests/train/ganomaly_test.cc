#include "train/ganomaly.h"

#include <cmath>

#include "train/differences.h"

namespace discern {
namespace {

// Two latents, six features; anomalies break the relation between the features, not their ranges.
Matrix relation(std::size_t n, bool broken, std::uint64_t seed) {
  Random random(seed, "relation");
  Matrix rows(n, 6);
  for (std::size_t i = 0; i < n; ++i) {
    double a = random.normal(), b = random.normal();
    for (std::size_t j = 0; j < 6; ++j) {
      if (broken) a = random.normal(), b = random.normal();
      rows.row(i)[j] = float(a * std::cos(double(j)) + b * std::sin(double(j)) + 0.1 * random.normal());
    }
  }
  return rows;
}

std::vector<double> means_of(const Method& method, const Matrix& rows) {
  const std::size_t count = method.components().size();
  std::vector<float> scores(rows.rows * count);
  method.score(rows.data.data(), rows.rows, scores.data());
  std::vector<double> means(count);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    REQUIRE(std::isfinite(scores[i]));
    means[i % count] += double(scores[i]) / double(rows.rows);
  }
  return means;
}

struct Networks {
  Mlp encoder = random_mlp({4, 8, 2}, 1), decoder = random_mlp({2, 8, 4}, 2),
      second = random_mlp({4, 8, 2}, 3);
};

GanomalyOptions small_options() {
  GanomalyOptions options;
  options.batch = 16, options.steps = 10, options.latent = 2, options.width = 8;
  return options;
}

}  // namespace

TEST_CASE("GANomaly's loss has the gradients that differences show, in every network") {
  GanomalyOptions options = small_options();
  // Alone, and together with what the other options add.
  const int which = GENERATE(0, 1, 2, 3);
  options.feature_weight = which == 0 || which == 3;
  options.reconstruction_weight = which == 1 || which == 3;
  options.latent_weight = which == 2 || which == 3;
  options.feature_matching = which == 3;
  Networks n;
  MlpView encoder(n.encoder, MlpView::Kind::learning), decoder(n.decoder, MlpView::Kind::learning),
      second(n.second, MlpView::Kind::learning);
  const Discriminator discriminator(4, options, 1, "discriminator");
  const at::Tensor x = random_rows(64, 4, 4);
  const Loss loss = [&] { return GanomalyLoss{encoder, decoder, second, discriminator, options}(x); };
  loss().backward();
  CHECK(gradient_error(n.encoder, encoder.gradient(), loss) < kBends);
  CHECK(gradient_error(n.decoder, decoder.gradient(), loss) < kBends);
  if (options.latent_weight > 0) CHECK(gradient_error(n.second, second.gradient(), loss) < kBends);
}

TEST_CASE("GANomaly's loss is the published one") {
  const GanomalyOptions options = small_options();
  Networks n;
  const MlpView encoder(n.encoder, MlpView::Kind::constant), decoder(n.decoder, MlpView::Kind::constant),
      second(n.second, MlpView::Kind::constant);
  const Discriminator discriminator(4, options, 1, "discriminator");
  const at::Tensor x = random_rows(20, 4, 4), z = encoder.forward(x), made = decoder.forward(z);
  at::Tensor f, g;
  discriminator.values(x, &f);
  discriminator.values(made, &g);
  const double wanted =
      ((f - g).square().mean() + 50 * (x - made).abs().mean() + (z - second.forward(made)).square().mean())
          .item<double>();
  CHECK(GanomalyLoss{encoder, decoder, second, discriminator, options}(x).item<double>() == Approx(wanted));
}

TEST_CASE("GANomaly finds planted anomalies, and the same ones again") {
  LearnContext context;
  context.seed = 5;
  const std::map<std::string, std::string> settings = {{"steps", "800"}, {"width", "32"}, {"latent", "2"}};
  const Matrix normal = relation(600, false, 1);
  const Learned learned = learn_ganomaly(normal, settings, context);
  // The latents show records beyond the normal ones; a broken relation shows in the reconstruction alone.
  Matrix beyond = relation(300, false, 4);
  for (float& value : beyond.data) value *= 4;
  const std::vector<double> fresh = means_of(*learned.method, relation(300, false, 2)),
                            odd = means_of(*learned.method, relation(300, true, 3)),
                            far = means_of(*learned.method, beyond);
  CHECK(far[0] > 2 * fresh[0]);
  CHECK(odd[1] > 2 * fresh[1]);
  CHECK(learned.checks.at("skipped_steps") == 0);
  CHECK(learned.checks.at("diversity").get<double>() == Approx(1).margin(0.2));
  CHECK(std::abs(learned.checks.at("overfit").get<double>()) < 1);
  CHECK(means_of(*learn_ganomaly(normal, settings, context).method, normal) ==
        means_of(*learned.method, normal));
}

TEST_CASE("GANomaly learns from few records and from one") {
  const Matrix normal = relation(GENERATE(1u, 12u, 60u), false, 1);
  LearnContext context;
  means_of(*learn_ganomaly(normal, {{"steps", "10"}, {"minibatch-std", "true"}}, context).method, normal);
}

}  // namespace discern
