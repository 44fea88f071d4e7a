#include "train/direct_critic.h"

#include "train/differences.h"
#include "train/mlp_view.h"

namespace discern {
namespace {

struct Case {
  Mlp mlp = random_mlp({4, 8, 6, 1}, 11, Activation::leaky_relu);
  at::Tensor real = random_rows(64, 4, 1), fake = random_rows(64, 4, 2), share = at::full({64, 1}, 0.3f);
  const Objective& objective = find_objective(GENERATE("relativistic", "hinge", "minimax"));
};

// By LibTorch's own operations.
at::Tensor plain_penalty(const MlpView& critic, const at::Tensor& x, std::int64_t inputs) {
  return critic.input_gradient_plain(x).narrow(1, 0, inputs).square().sum(1);
}

void check_alike(const std::vector<float>& found, const std::vector<float>& wanted) {
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) REQUIRE(found[i] == Approx(wanted[i]).margin(1e-5));
}

}  // namespace

TEST_CASE("A critic's gradient without a graph is LibTorch's") {
  Case c;
  const std::int64_t inputs = GENERATE(4, 3);
  const PenaltyWeights weights =
      GENERATE(PenaltyWeights{}, PenaltyWeights{.between = 10, .every = 2}, PenaltyWeights{.real = 2},
               PenaltyWeights{.fake = 3}, PenaltyWeights{1, 2, 3, 1});
  MlpView critic(c.mlp, MlpView::Kind::learning);
  const at::Tensor real = critic.forward_plain(c.real), fake = critic.forward_plain(c.fake);
  at::Tensor loss = c.objective.discriminator(real, fake, 0.1);
  const auto every = double(weights.every);
  const at::Tensor between = c.real + c.share * (c.fake - c.real);
  loss = loss +
         every * weights.between *
             ((plain_penalty(critic, between, inputs) + 1e-12).sqrt() - 1).square().mean() +
         every / 2 * weights.real * plain_penalty(critic, c.real, inputs).mean() +
         every / 2 * weights.fake * plain_penalty(critic, c.fake, inputs).mean();
  loss.backward();
  std::vector<float> found(c.mlp.parameters().size());
  DirectCritic direct;
  for (int again = 1; again <= 2; ++again) {  // buffers carry nothing over, and gradients add up
    const double gap = direct.add_gradient(c.mlp, c.objective,
                                           {c.real, c.fake, c.share, &weights, inputs, 0.1}, found.data());
    CHECK(gap == Approx((real.mean() - fake.mean()).item<double>()).margin(1e-6));
    std::vector<float> mean = found;
    for (float& x : mean) x /= float(again);
    check_alike(mean, critic.gradient());
  }
}

TEST_CASE("What a generator is told without a graph is LibTorch's gradient") {
  Case c;
  const MlpView critic(c.mlp, MlpView::Kind::constant);
  const at::Tensor fake = c.fake.clone().set_requires_grad(true);
  c.objective.generator(critic.forward_plain(c.real), critic.forward_plain(fake)).backward();
  const at::Tensor found = DirectCritic().generator_slopes(c.mlp, c.objective, c.real, c.fake);
  CHECK(at::allclose(found, fake.grad(), 1e-4, 1e-7));
}

TEST_CASE("Where a way without a graph is missing, it is said") {
  const Objective& known = find_objective("relativistic");
  CHECK(DirectCritic::serves({{4, 8, 1}}, known));
  CHECK_FALSE(DirectCritic::serves({{4, 8, 1}, Activation::tanh}, known));
  CHECK_FALSE(DirectCritic::serves({{4, 8, 2}}, known));
  Objective own = known;
  own.generator_slope = nullptr;
  CHECK_FALSE(DirectCritic::serves({{4, 8, 1}}, own));
}

}  // namespace discern
