#include "train/mlp_view.h"

#include <utility>

#include "train/differences.h"

namespace discern {

TEST_CASE("LibTorch's forward pass is the scoring one") {
  const std::uint64_t seed = GENERATE(1u, 2u, 3u);
  const auto [hidden_units, output] = GENERATE(
      std::pair(Activation::leaky_relu, Activation::none), std::pair(Activation::relu, Activation::tanh),
      std::pair(Activation::elu, Activation::sigmoid), std::pair(Activation::silu, Activation::none));
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
  const Activation hidden = GENERATE(Activation::leaky_relu, Activation::relu, Activation::tanh,
                                     Activation::elu, Activation::silu, Activation::sigmoid);
  Mlp mlp = random_mlp({5, 16, 12, 1}, 7, hidden, GENERATE(Activation::none, Activation::tanh));
  MlpView written(mlp, MlpView::Kind::learning), automatic(mlp, MlpView::Kind::learning);
  const at::Tensor x = random_rows(9, 5, 7).set_requires_grad(true);
  const at::Tensor wanted =
      torch::autograd::grad({automatic.forward(x).sum()}, {x}, {}, true, /*create_graph=*/true)[0];
  const at::Tensor found = written.input_gradient(x.detach());
  CHECK(at::allclose(found, wanted, 1e-5, 1e-6));

  (wanted.norm(2, 1) - 1).square().mean().backward();
  (found.norm(2, 1) - 1).square().mean().backward();
  for (std::size_t i = 0; i < written.gradient().size(); ++i)
    CHECK(written.gradient()[i] == Approx(automatic.gradient()[i]).margin(1e-5));
}

}  // namespace discern
