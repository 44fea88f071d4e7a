#include "train/fence_gan.h"

#include "train/differences.h"
#include "train/mlp_view.h"

namespace discern {
namespace {

double softplus(double x) {
  return std::log1p(std::exp(x));
}

}  // namespace

TEST_CASE("Fence GAN's losses are those of the paper by hand") {
  const Objective fence = fence_objective(0.3, 0.5);
  const at::Tensor real = at::tensor({2.0, 0.5}).unsqueeze(1), fake = at::tensor({-3.0, 1.0}).unsqueeze(1);
  CHECK(fence.discriminator(real, fake, 0).item<double>() ==
        Approx((softplus(-2) + softplus(-0.5)) / 2 + 0.5 * (softplus(-3) + softplus(1)) / 2));
  CHECK(fence.generator({}, fake).item<double>() ==
        Approx(0.3 * (softplus(3) + softplus(-1)) / 2 + 0.7 * (softplus(-3) + softplus(1)) / 2));
  CHECK_FALSE(fence.paired);
  // The mean is (1, 1); the distances are 2, 0, 2.
  const at::Tensor x = at::tensor({3.0, 1.0, 1.0, 1.0, -1.0, 1.0}).reshape({3, 2});
  CHECK(dispersion(x).item<double>() == Approx(3 / 4.0));
}

TEST_CASE("Fence GAN's losses have the gradients that differences show") {
  Mlp generator_mlp = random_mlp({2, 8, 4}, 14), critic_mlp = random_mlp({4, 8, 1}, 15);
  const at::Tensor x = random_rows(64, 4, 4), z = random_rows(64, 2, 5);
  const Objective fence = fence_objective(0.3, 0.5);
  MlpView generator(generator_mlp, MlpView::Kind::learning), critic(critic_mlp, MlpView::Kind::learning);
  const MlpView still_generator(generator_mlp, MlpView::Kind::constant),
      still_critic(critic_mlp, MlpView::Kind::constant);
  const Loss of_generator = [&] {
    const at::Tensor made = generator.forward(z);
    return fence.generator({}, still_critic.forward(made)) + 3 * dispersion(made);
  };
  of_generator().backward();
  CHECK(gradient_error(generator_mlp, generator.gradient(), of_generator) < kBends);
  const Loss of_critic = [&] {
    return fence.discriminator(critic.forward(x), critic.forward(still_generator.forward(z)), 0);
  };
  of_critic().backward();
  CHECK(gradient_error(critic_mlp, critic.gradient(), of_critic) < kBends);
}

TEST_CASE("The spread of records that are all alike has a finite slope") {
  const at::Tensor x = at::ones({5, 3}).set_requires_grad(true);
  dispersion(x).backward();
  CHECK(at::isfinite(x.grad()).all().item<bool>());
}

TEST_CASE("The critic learns alone for 15 times all records, at most a quarter of the steps") {
  FenceGanOptions options;
  options.batch = 10, options.steps = 1000;
  CHECK(resolve(options, 101, 3).pretrain_steps == 15 * 11);
  CHECK(resolve(options, 100'000, 3).pretrain_steps == 250);
  options.pretrain_steps = 7;
  CHECK(resolve(options, 100'000, 3).pretrain_steps == 7);
}

}  // namespace discern
