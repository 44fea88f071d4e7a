#include "train/mlp_view.h"

#include <utility>

#include "train/differences.h"

namespace discern {
namespace {

Mlp random_monotone(std::vector<std::size_t> widths) {
  Mlp mlp({std::move(widths), Activation::elu_pair, Activation::none, true});
  mlp.parameters() = random_mlp(mlp.shape().widths, 8).parameters();
  return mlp;
}

}  // namespace

TEST_CASE("LibTorch's forward pass is the scoring one") {
  const std::uint64_t seed = GENERATE(1u, 2u, 3u);
  const auto [hidden_units, output] = GENERATE(
      std::pair(Activation::leaky_relu, Activation::none), std::pair(Activation::relu, Activation::tanh),
      std::pair(Activation::elu, Activation::sigmoid), std::pair(Activation::silu, Activation::none),
      std::pair(Activation::elu_pair, Activation::elu_pair));
  Random random(seed, "widths");
  std::vector<std::size_t> widths;
  for (std::uint64_t l = 0, layers = 2 + random.below(4); l < layers; ++l)
    widths.push_back(1 + random.below(40));
  Mlp mlp({widths, hidden_units, output});
  for (float& value : mlp.parameters()) value = float(0.4 * random.normal());

  const at::Tensor x = random_rows(150, std::int64_t(widths.front()), seed);
  at::Tensor features;
  const at::Tensor found = MlpView(mlp, MlpView::Kind::constant).forward(x, &features).contiguous();
  std::vector<float> out(150 * mlp.outputs()), hidden(150 * mlp.features());
  mlp.forward(x.data_ptr<float>(), 150, out.data(), hidden.data());
  for (std::size_t i = 0; i < out.size(); ++i)
    CHECK(found.data_ptr<float>()[i] == Approx(out[i]).margin(1e-5));
  features = features.contiguous();
  for (std::size_t i = 0; i < hidden.size(); ++i)
    CHECK(features.data_ptr<float>()[i] == Approx(hidden[i]).margin(1e-5));
}

TEST_CASE("The written-out input gradient is autograd's, to the second order") {
  const Activation hidden =
      GENERATE(Activation::leaky_relu, Activation::relu, Activation::tanh, Activation::elu, Activation::silu,
               Activation::sigmoid, Activation::elu_pair);
  Mlp mlp = random_mlp({5, 16, 12, 1}, 7, hidden, GENERATE(Activation::none, Activation::tanh));
  MlpView written(mlp, MlpView::Kind::learning), automatic(mlp, MlpView::Kind::learning);
  const at::Tensor x = random_rows(9, 5, 7).set_requires_grad(true);
  const at::Tensor wanted =
      torch::autograd::grad({automatic.forward_plain(x).sum()}, {x}, {}, true, /*create_graph=*/true)[0];
  const at::Tensor found = written.input_gradient(x.detach());
  CHECK(at::allclose(found, wanted, 1e-5, 1e-6));

  (wanted.norm(2, 1) - 1).square().mean().backward();
  (found.norm(2, 1) - 1).square().mean().backward();
  for (std::size_t i = 0; i < written.gradient().size(); ++i)
    CHECK(written.gradient()[i] == Approx(automatic.gradient()[i]).margin(1e-5));
}

TEST_CASE("A monotone network in training is the network of its weights' sizes, and never falls") {
  Mlp mlp = random_monotone({5, 8, 8, 2}), sized = mlp;
  for (std::size_t l = 0; l < mlp.layers(); ++l)
    for (std::size_t i = mlp.weight_offset(l); i < mlp.bias_offset(l); ++i)
      sized.parameters()[i] = std::abs(mlp.parameters()[i]);
  const MlpView view(mlp, MlpView::Kind::constant);
  const at::Tensor x = random_rows(200, 5, 9), found = view.forward(x).contiguous();
  std::vector<float> expected(400);
  sized.forward(x.data_ptr<float>(), 200, expected.data());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(found.data_ptr<float>()[i] == Approx(expected[i]).margin(1e-4));
  CHECK((view.forward(x + random_rows(200, 5, 10).abs()) >= found).all().item<bool>());
}

TEST_CASE("A monotone network of elu pairs has the gradient of finite differences") {
  Mlp mlp = random_monotone({3, 6, 4, 1});
  const at::Tensor x = random_rows(7, 3, 11);
  MlpView learning(mlp, MlpView::Kind::learning);
  const MlpView constant(mlp, MlpView::Kind::constant);
  learning.forward(x).square().sum().backward();
  CHECK(gradient_error(mlp, learning.gradient(), [&] { return constant.forward(x).square().sum(); }) <
        kBends);
}

TEST_CASE("A monotone network begins with small positive weights, no two alike, and no biases") {
  Mlp mlp({{16, 8, 1}, Activation::elu_pair, Activation::none, true});
  Random random(4, "mlp view test");
  initialise(mlp, random);
  for (std::size_t i = 0; i < mlp.bias_offset(0); ++i) {
    CHECK(mlp.parameters()[i] >= 0);
    CHECK(mlp.parameters()[i] <= 0.3f / 4);
  }
  CHECK(mlp.parameters()[0] != mlp.parameters()[1]);
  CHECK(mlp.parameters()[mlp.bias_offset(0)] == 0);
}

}  // namespace discern
