#include "train/adversarial.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/catch.h"
#include "train/stage.h"

namespace discern {
namespace {

// Two numbers that go together: (3 + a, -1 + a + b / 2).
at::Tensor pairs(std::int64_t n, std::uint64_t seed) {
  Random random(seed, "pairs");
  at::Tensor rows = at::empty({n, 2});
  for (std::int64_t i = 0; i < n; ++i) {
    const double a = random.normal(), b = random.normal();
    rows[i][0] = 3 + a;
    rows[i][1] = -1 + a + b / 2;
  }
  return rows;
}

AdversarialOptions small_options() {
  AdversarialOptions options;
  options.steps = 1000;
  options.batch = 64;
  options.latent = 2;
  options.width = 24;
  options.critic_rate = options.generator_rate = 5e-3;
  return options;
}

// Mean, deviation and correlation of the made records are about those of the real ones.
void check_sane(const AdversarialOptions& options) {
  const at::Tensor real = pairs(500, 1), held_out = pairs(200, 2);
  LearnContext context;
  Adversaries found = learn_adversaries(real, held_out, options, context);
  CHECK(found.skipped == 0);
  const at::NoGradGuard constant;
  at::Generator noise = at::make_generator<at::CPUGeneratorImpl>(3);
  const at::Tensor made =
      MlpView(found.generator, MlpView::Kind::constant).forward(at::randn({1000, 2}, noise));
  CHECK(made[0].sizes() == at::IntArrayRef{2});
  CHECK(made.mean(0)[0].item<double>() == Approx(3).margin(0.4));
  CHECK(made.mean(0)[1].item<double>() == Approx(-1).margin(0.4));
  CHECK(found.diversity > 0.8);
  CHECK(found.diversity < 1.25);
  CHECK(at::corrcoef(made.t())[0][1].item<double>() > 0.8);
  CHECK(std::abs(found.overfit) < 1);
}

// A discriminator step on rows of one number, real at 1 and made at -1.
double step_gap(Discriminator& critic, int steps, const Pace& pace = {}) {
  double gap = 0;
  for (int i = 0; i < steps; ++i) gap = critic.step(at::ones({16, 1}), -at::ones({16, 1}), pace);
  return gap;
}

}  // namespace

TEST_CASE("Every objective learns to make records like the real ones") {
  AdversarialOptions options = small_options();
  options.objective =
      GENERATE("relativistic", "wasserstein", "hinge", "least_squares", "non_saturating", "minimax");
  if (options.objective == "wasserstein")
    options.penalty = 10, options.r1 = options.r2 = 0, options.critic_steps = 5;
  INFO(options.objective);
  check_sane(options);
}

TEST_CASE("Every stabiliser alone, and all together, leave training sane") {
  AdversarialOptions options = small_options();
  const int which = GENERATE(0, 1, 2, 3, 4, 5, 6, 7, 8);
  INFO(which);
  const bool all = which == 8;
  if (which == 0 || all) options.penalty_every = 4;
  if (which == 1 || all) options.spectral_norm = true, options.critic_steps = 3;
  if (which == 2 || all) options.objective = "non_saturating", options.label_smoothing = 0.1;
  if (which == 3 || all) options.feature_matching = 0.1;
  if (which == 4 || all) options.instance_noise = 0.2;
  if (which == 5 || all) options.minibatch_std = true;
  if (which == 6 || all) options.replay = 0.3;
  if (which == 7 || all) options.clip = 1;
  check_sane(options);
}

TEST_CASE("Steps without a graph are those of LibTorch") {
  const at::Tensor real = pairs(300, 1);
  AdversarialOptions options = small_options();
  options.objective = GENERATE("relativistic", "wasserstein", "non_saturating");
  options.penalty = GENERATE(0.0, 10.0);
  options.r1 = GENERATE(0.0, 0.5);
  options.instance_noise = GENERATE(0.0, 0.1);
  Objective by_autograd = find_objective(options.objective);
  by_autograd.discriminator_slopes = nullptr;
  Duel quick(real, options, 1), plain(real, options, 1, by_autograd);
  for (int step = 0; step < 3; ++step) {
    CHECK(quick.discriminator_step({}) == Approx(plain.discriminator_step({})).margin(1e-5));
    quick.generator_step({});
    plain.generator_step({});
  }
  const Mlp networks[][2] = {{quick.generator(), plain.generator()},
                             {quick.discriminator(), plain.discriminator()}};
  for (const auto& [found, wanted] : networks) {
    // In the mean: Adam moves a parameter whose gradient is nothing but rounding by its whole rate, 5e-3.
    const std::size_t size = wanted.parameters().size();
    double difference = 0;
    for (std::size_t i = 0; i < size; ++i)
      difference += std::abs(double(found.parameters()[i]) - double(wanted.parameters()[i]));
    CHECK(difference / double(size) < 1e-4);
  }
}

TEST_CASE("A discriminator learns which records are real, and its average judges a record alone") {
  AdversarialOptions options = small_options();
  options.minibatch_std = GENERATE(false, true);
  Discriminator critic(1, options, 1, "critic");
  CHECK(step_gap(critic, 1) < 1);
  CHECK(step_gap(critic, 300) > 1);

  Mlp average = critic.average();
  CHECK(average.inputs() == 1);
  const at::Tensor judged =
      MlpView(average, MlpView::Kind::constant).forward(at::tensor({1.0f, -1.0f}).unsqueeze(1));
  CHECK((judged[0] - judged[1]).item<double>() > 1);
}

TEST_CASE("The minibatch deviation is folded in to the same values") {
  AdversarialOptions options = small_options();
  options.minibatch_std = true;
  options.ema = 0;
  Discriminator critic(2, options, 1, "critic");
  const at::Tensor real = pairs(64, 1), made = at::zeros({64, 2});
  for (int i = 0; i < 20; ++i) critic.step(real, made, {});
  Mlp folded = critic.average();
  const at::Tensor x = pairs(5, 9);
  CHECK(at::allclose(MlpView(folded, MlpView::Kind::constant).forward(x), critic.values(x), 1e-4, 1e-5));
}

TEST_CASE("Instance noise is gone at the end of training") {
  AdversarialOptions options = small_options();
  options.instance_noise = 1;
  Discriminator critic(1, options, 1, "critic");
  const at::Tensor x = at::ones({16, 1});
  const auto loss = [&](double done) { return critic.generator_loss(x, x, {1, done}).item<double>(); };
  CHECK(loss(1) == Approx(std::log(2)));  // the same records on both sides
  CHECK(loss(0) != Approx(std::log(2)).epsilon(1e-6));
}

TEST_CASE("Feature matching is the squared distance of mean features") {
  AdversarialOptions options = small_options();
  Discriminator plain(2, options, 1, "critic");
  options.feature_matching = 2;
  const at::Tensor real = pairs(30, 1), made = pairs(30, 2);
  Discriminator matching(2, options, 1, "critic");
  at::Tensor f, g;
  matching.values(real, &f);
  matching.values(made, &g);
  const double wanted = 2 * (f.mean(0) - g.mean(0)).square().sum().item<double>();
  const double both = matching.generator_loss(real, made, {}).item<double>();
  options.feature_matching = 0;
  CHECK(both - plain.generator_loss(real, made, {}).item<double>() == Approx(wanted).margin(1e-5));
}

TEST_CASE("Spectral normalisation keeps every weight matrix at norm one") {
  Mlp mlp({{6, 20, 9, 1}});
  Random random(1, "test");
  for (float& value : mlp.parameters()) value = float(random.normal());
  SpectralNorm spectral(matrices_of(mlp), mlp.parameters(), true, random);
  const auto norms = [&] {
    MlpView view(mlp, MlpView::Kind::constant);
    std::vector<double> out;
    for (std::size_t l = 0; l < mlp.layers(); ++l)
      out.push_back(
          torch::from_blob(mlp.parameters().data() + mlp.weight_offset(l),
                           {std::int64_t(mlp.shape().widths[l]), std::int64_t(mlp.shape().widths[l + 1])})
              .norm(2)
              .item<double>());
    return out;
  };
  const auto largest = [&](std::size_t l) {
    const at::Tensor weights =
        torch::from_blob(mlp.parameters().data() + mlp.weight_offset(l),
                         {std::int64_t(mlp.shape().widths[l]), std::int64_t(mlp.shape().widths[l + 1])});
    return at::linalg_svdvals(weights).max().item<double>();
  };
  for (std::size_t l = 0; l < mlp.layers(); ++l) CHECK(largest(l) == Approx(1).epsilon(0.01));
  const std::vector<double> before = norms();
  for (float& value : mlp.parameters()) value *= 0.5f;
  spectral.scale_back(mlp.parameters());  // below one: left alone
  for (std::size_t l = 0; l < mlp.layers(); ++l) CHECK(norms()[l] == Approx(0.5 * before[l]));
}

TEST_CASE("Replay shows earlier records in its share of the batch, once there are enough") {
  Replay replay(0.25, 1, 8, Random(1, "test"));
  CHECK(at::equal(replay.mix(at::full({8, 1}, 1.0f)), at::full({8, 1}, 1.0f)));
  const at::Tensor second = replay.mix(at::full({8, 1}, 2.0f));
  CHECK(at::equal(second.narrow(0, 0, 6), at::full({6, 1}, 2.0f)));
  CHECK(at::equal(second.narrow(0, 6, 2), at::full({2, 1}, 1.0f)));
  for (int i = 0; i < Replay::kBatches; ++i) replay.mix(at::full({8, 1}, 3.0f));
  CHECK(at::equal(replay.mix(at::full({8, 1}, 4.0f)).narrow(0, 6, 2), at::full({2, 1}, 3.0f)));
  CHECK(at::equal(Replay(0, 1, 8, Random(1, "test")).mix(at::ones({8, 1})), at::ones({8, 1})));
}

TEST_CASE("Adam shortens a gradient to the norm it may have") {
  const AdamOptions options{.rate = 1, .beta1 = 0.5, .beta2 = 0.5, .clip = 1};
  Adam clipped(2, options), plain(2, {.rate = 1, .beta1 = 0.5, .beta2 = 0.5});
  float a[] = {0, 0}, b[] = {0, 0};
  float long_one[] = {30, 40}, unit[] = {0.6f, 0.8f}, small[] = {0.3f, 0.4f}, same[] = {0.3f, 0.4f};
  clipped.step(a, long_one);
  plain.step(b, unit);
  clipped.step(a, small);
  plain.step(b, same);
  CHECK(a[0] == Approx(b[0]));
  CHECK(a[1] == Approx(b[1]));
}

TEST_CASE("A network that goes back to its average learns on at half the rate") {
  TrainedNetwork network({{2, 1}}, Random(1, "test"), {.rate = 0.01}, 0.5);
  const at::Tensor x = at::ones({3, 2});
  for (int i = 0; i < TrainedNetwork::kPatience; ++i)
    network.step(network.learning().forward(x).mean() * std::nan(""));
  CHECK(network.rate() == Approx(0.005));
}

}  // namespace discern
