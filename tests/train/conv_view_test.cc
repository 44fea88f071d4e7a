#include "train/conv_view.h"

#include "base/random.h"
#include "train/differences.h"

namespace discern {
namespace {

ConvShape critic(Activation hidden) {
  return {{9, 7, 2},
          3,
          {conv_layer(6, {5, 2, 2}, hidden), conv_layer(4, {4, 2, 1}, hidden), dense_layer(8, hidden),
           dense_layer(1, Activation::none)}};
}

ConvShape generator() {
  return {{1, 1, 5},
          0,
          {dense_layer(Grid{3, 2, 4}), up_conv_layer({5, 4, 6}), up_conv_layer({9, 7, 3}),
           conv_layer(2, {3, 1, 1}, Activation::tanh)}};
}

// A picture to itself, with two skip connections.
ConvShape remaker() {
  return {{9, 7, 2},
          0,
          {conv_layer(4, {5, 2, 2}), conv_layer(6, {5, 2, 2}), dense_layer(5), dense_layer(Grid{3, 2, 6}),
           with_skip(up_conv_layer({5, 4, 4}), 2), with_skip(conv_layer(3, {3, 1, 1}), 1),
           with_skip(up_conv_layer({9, 7, 3}), 1), conv_layer(2, {3, 1, 1}, Activation::tanh)}};
}

ConvNet random_net(ConvShape shape) {
  ConvNet net(std::move(shape));
  Random random(3, "conv view test");
  for (float& p : net.parameters()) p = float(0.3 * random.normal());
  return net;
}

}  // namespace

TEST_CASE("LibTorch's forward pass of a convolutional network is the scoring one") {
  ConvNet net =
      random_net(GENERATE(critic(Activation::leaky_relu), critic(Activation::elu), generator(), remaker()));
  const std::size_t n = 30;
  const at::Tensor x = random_rows(std::int64_t(n), std::int64_t(net.inputs()), 1);
  at::Tensor features;
  const at::Tensor found = ConvView(net, ConvView::Kind::constant).forward(x, &features).contiguous();
  std::vector<float> out(n * net.outputs()), seen(n * net.features());
  net.forward(x.data_ptr<float>(), n, out.data(), seen.data());
  REQUIRE(std::size_t(found.numel()) == out.size());
  CHECK(at::allclose(found.view({-1}), at::tensor(out), 1e-4, 1e-4));
  REQUIRE(std::size_t(features.numel()) == seen.size());
  CHECK(at::allclose(features.reshape({-1}), at::tensor(seen), 1e-4, 1e-4));
}

TEST_CASE("A convolutional network's gradient is that of finite differences") {
  ConvShape shape = GENERATE(critic(Activation::tanh), generator(), remaker());
  for (ConvLayer& layer : shape.layers) layer.activation = Activation::tanh;
  ConvNet net = random_net(std::move(shape));
  const at::Tensor x = random_rows(6, std::int64_t(net.inputs()), 2);
  ConvView learning(net, ConvView::Kind::learning);
  const ConvView constant(net, ConvView::Kind::constant);
  learning.forward(x).square().sum().backward();
  CHECK(gradient_error(net, learning.gradient(), [&] { return constant.forward(x).square().sum(); }) < 0.01);
}

TEST_CASE("The input gradient of a convolutional critic is autograd's, to the second order") {
  ConvNet net = random_net(critic(GENERATE(Activation::leaky_relu, Activation::elu)));
  ConvView written(net, ConvView::Kind::learning), automatic(net, ConvView::Kind::learning);
  const at::Tensor x = random_rows(5, std::int64_t(net.inputs()), 4).set_requires_grad(true);
  const at::Tensor wanted =
      torch::autograd::grad({automatic.forward(x).sum()}, {x}, {}, true, /*create_graph=*/true)[0];
  const at::Tensor found = written.input_gradient(x.detach());
  CHECK(at::allclose(found, wanted, 1e-4, 1e-5));
  (wanted.norm(2, 1) - 1).square().mean().backward();
  (found.norm(2, 1) - 1).square().mean().backward();
  CHECK(at::allclose(at::tensor(written.gradient()), at::tensor(automatic.gradient()), 1e-3, 1e-5));
}

TEST_CASE("The input gradient of a network with skip connections is that of finite differences") {
  ConvShape shape = remaker();
  shape.layers.push_back(dense_layer(std::size_t(1), Activation::none));
  ConvNet net = random_net(std::move(shape));
  const ConvView view(net, ConvView::Kind::constant);
  const at::Tensor x = random_rows(2, std::int64_t(net.inputs()), 7), found = view.input_gradient(x);
  for (std::int64_t j = 0; j < x.size(1); j += 11) {
    at::Tensor above = x.clone(), below = x.clone();
    above.select(1, j) += 0.01;
    below.select(1, j) -= 0.01;
    const at::Tensor wanted = (view.forward(above) - view.forward(below)).squeeze(1) / 0.02;
    CHECK(at::allclose(found.select(1, j), wanted, 0.02, 1e-3));
  }
}

TEST_CASE("A convolutional network begins with the variance of its inputs and no biases") {
  ConvNet net({{12, 12, 8}, 0, {conv_layer(64, {3, 1, 1}, Activation::none)}});
  Random random(5, "conv view test");
  initialise(net, random);
  const at::Tensor out = ConvView(net, ConvView::Kind::constant).forward(random_rows(20, 12 * 12 * 8, 6));
  // The padding's zeros take a little.
  CHECK(out.var().item<double>() == Approx(0.9).margin(0.15));
  CHECK(net.parameters().back() == 0);
}

}  // namespace discern
