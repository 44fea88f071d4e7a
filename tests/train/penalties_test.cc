#include "train/penalties.h"

#include "train/differences.h"
#include "train/mlp_view.h"

namespace discern {

TEST_CASE("A linear critic's penalties are known by hand") {
  Mlp mlp({{2, 1}});
  mlp.parameters() = {3, 4, 10};  // D(x) = 3 x0 + 4 x1 + 10, so the gradient's norm is 5 everywhere
  const MlpView critic(mlp, MlpView::Kind::learning);
  const at::Tensor x = at::zeros({1, 2});
  CHECK(gradient_penalty(critic, x).item<double>() == Approx(16));
  CHECK(zero_centred_penalty(critic, x).item<double>() == Approx(12.5));
  CHECK(gradient_penalty(critic, x, 1).item<double>() == Approx(4));
  const PenaltyWeights weights{.between = 10, .real = 2, .fake = 4, .every = 3};
  const double sum = penalties(critic, x, x, at::zeros({1, 1}), weights).item<double>();
  CHECK(sum == Approx(3 * (160 + 25 + 50)));
}

TEST_CASE("R1 looks at real records and R2 at made ones") {
  Mlp mlp({{1, 1, 1}});
  mlp.parameters() = {1, 0, 1, 0};  // slope 1 above zero and 0.2 below
  const MlpView critic(mlp, MlpView::Kind::learning);
  const at::Tensor real = at::ones({4, 1}), made = -at::ones({4, 1});
  CHECK(penalties(critic, real, made, {}, {.real = 2}).item<double>() == Approx(1));
  CHECK(penalties(critic, real, made, {}, {.fake = 2}).item<double>() == Approx(0.04));
}

TEST_CASE("Lazy penalties come every k-th step, and not without a weight") {
  const PenaltyWeights lazy{.real = 1, .every = 4};
  std::vector<std::int64_t> due;
  for (std::int64_t step = 0; step < 10; ++step)
    if (lazy.due(step)) due.push_back(step);
  CHECK(due == std::vector<std::int64_t>{0, 4, 8});
  CHECK_FALSE(PenaltyWeights{}.due(0));
}

TEST_CASE("Penalties have the gradient that differences show, for every activation") {
  const Activation hidden = GENERATE(Activation::leaky_relu, Activation::relu, Activation::tanh,
                                     Activation::elu, Activation::silu, Activation::sigmoid);
  const PenaltyWeights weights = GENERATE(PenaltyWeights{.between = 10}, PenaltyWeights{.real = 1},
                                          PenaltyWeights{.fake = 1, .every = 2});
  Mlp mlp = random_mlp({4, 8, 6, 1}, 11, hidden);
  if (hidden == Activation::leaky_relu || hidden == Activation::relu) unbend(mlp);
  MlpView critic(mlp, MlpView::Kind::learning);
  const at::Tensor real = random_rows(64, 4, 1), made = random_rows(64, 4, 2),
                   share = at::full({64, 1}, 0.3f);
  const Loss loss = [&] { return penalties(critic, real, made, share, weights); };
  loss().backward();
  CHECK(gradient_error(mlp, critic.gradient(), loss) < kBends);
}

}  // namespace discern
