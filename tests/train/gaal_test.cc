#include "train/gaal.h"

#include "train/differences.h"
#include "train/mlp_view.h"
#include "train/objective.h"

namespace discern {

TEST_CASE("The single generator aims for certainty, several for quantiles of normal records") {
  const at::Tensor values = at::logit(at::tensor({0.9, 0.1, 0.5, 0.7, 0.3})).unsqueeze(1);
  CHECK(gaal_targets(values, 1) == std::vector<double>{1});
  const std::vector<double> targets = gaal_targets(values, 4);
  REQUIRE(targets.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(targets[i] == Approx(0.1 + 0.2 * double(i)));
}

TEST_CASE("What generators minimise is least at their target and has the gradient that differences show") {
  for (const double target : {0.1, 0.5, 1.0}) {
    const auto loss = [&](double v) { return binary_cross_entropy(at::tensor({v}), target).item<double>(); };
    CHECK(loss(0.7) ==
          Approx(target * std::log1p(std::exp(-0.7)) + (1 - target) * std::log1p(std::exp(0.7))));
    if (target < 1) {
      const double best = std::log(target / (1 - target));
      CHECK(loss(best) < loss(best - 0.1));
      CHECK(loss(best) < loss(best + 0.1));
    }
    Mlp generator_mlp = random_mlp({3, 6, 3}, 2, Activation::relu), critic_mlp = random_mlp({3, 8, 1}, 3);
    MlpView generator(generator_mlp, MlpView::Kind::learning);
    const MlpView critic(critic_mlp, MlpView::Kind::constant);
    const at::Tensor z = random_rows(64, 3, 5);
    const Loss of_generator = [&] {
      return binary_cross_entropy(critic.forward(generator.forward(z)), target);
    };
    of_generator().backward();
    CHECK(gradient_error(generator_mlp, generator.gradient(), of_generator) < kBends);
  }
}

TEST_CASE("Generators begin with the box of the normal records") {
  Matrix normal(3, 2);
  normal.data = {-1, 10, 3, 10, 0, 12};
  const Mlp generator = gaal_generator(normal);
  const std::vector<float> noise = {0, 0, 1, 1, 0.25f, 0.5f};
  std::vector<float> made(6);
  generator.forward(noise.data(), 3, made.data());
  CHECK(made == std::vector<float>{-1, 10, 3, 12, 0, 11});
}

TEST_CASE("Epochs and units are chosen from the number of records") {
  const GaalOptions small = resolve({}, 100), large = resolve({}, 10'000);
  CHECK(small.batch == 100);
  CHECK(small.width == 10);
  CHECK(small.stop_epochs == 300);
  CHECK(small.alone_epochs == 600);
  CHECK(large.batch == 500);
  CHECK(large.width == 100);
  CHECK(large.stop_epochs == 15);
  GaalOptions set;
  set.stop_epochs = 4, set.alone_epochs = 1, set.width = 5;
  CHECK(resolve(set, 100).stop_epochs == 4);
  CHECK(resolve(set, 100).alone_epochs == 1);
  CHECK(resolve(set, 100).width == 5);
}

}  // namespace discern
