#include "train/mlp_node.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/fail.h"
#include "train/differences.h"
#include "train/mlp_view.h"

namespace discern {
namespace {

using Kind = MlpView::Kind;

Mlp network(MlpShape shape, std::uint64_t seed) {
  Mlp mlp(shape);
  mlp.parameters() = random_mlp(shape.widths, seed).parameters();
  return mlp;
}

// A loss of values and features that weighs each of their numbers differently.
at::Tensor weighed(const at::Tensor& values, const at::Tensor& features) {
  const at::Tensor v = at::arange(values.numel()).view(values.sizes()).cos();
  const at::Tensor f = at::arange(features.numel()).view(features.sizes()).sin();
  return (v * values.square()).sum() + (f * features).sum();
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0, size = 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    most = std::max(most, double(std::abs(a[i] - b[i])));
    size = std::max(size, double(std::abs(b[i])));
  }
  return most / size;
}

at::Tensor leaf_rows(std::int64_t n, std::int64_t width, std::uint64_t seed) {
  return random_rows(n, width, seed).set_requires_grad(true);
}

bool refused(const std::function<void()>& act, const std::string& part) {
  try {
    act();
  } catch (const Error& error) {
    return std::string(error.what()).find(part) != std::string::npos;
  }
  return false;
}

}  // namespace

TEST_CASE("A fused network has the values and gradients of the plain one, for every activation") {
  const Activation hidden =
      GENERATE(Activation::none, Activation::leaky_relu, Activation::relu, Activation::tanh, Activation::elu,
               Activation::silu, Activation::sigmoid, Activation::elu_pair);
  const Activation output = GENERATE(Activation::none, Activation::tanh, Activation::leaky_relu);
  const bool monotone = GENERATE(false, true);
  const auto widths = GENERATE(std::vector<std::size_t>{5, 16, 12, 3}, std::vector<std::size_t>{4, 7, 1},
                               std::vector<std::size_t>{6, 2});
  Mlp mlp = network({widths, hidden, output, monotone}, 3);
  MlpView fused(mlp, Kind::learning), plain(mlp, Kind::learning);
  const auto inputs = std::int64_t(widths.front());
  const at::Tensor x = leaf_rows(37, inputs, 1), y = x.detach().clone().set_requires_grad(true);
  at::Tensor found, wanted;
  const at::Tensor out = fused.forward(x, &found), expected = plain.forward_plain(y, &wanted);
  CHECK(at::allclose(out, expected, 1e-5, 1e-5));
  CHECK(at::allclose(found, wanted, 1e-5, 1e-5));
  weighed(out, found).backward();
  weighed(expected, wanted).backward();
  CHECK(largest_difference(fused.gradient(), plain.gradient()) < 1e-5);
  CHECK(at::allclose(x.grad(), y.grad(), 1e-4, 1e-4));
}

TEST_CASE("A fused network has the gradient of finite differences") {
  const Activation hidden =
      GENERATE(Activation::tanh, Activation::elu, Activation::sigmoid, Activation::elu_pair);
  Mlp mlp = random_mlp({3, 8, 6, 2}, 5, hidden, Activation::tanh);
  MlpView view(mlp, Kind::learning);
  const at::Tensor x = random_rows(20, 3, 2);
  const auto loss = [&] {
    at::Tensor features;
    const at::Tensor values = view.forward(x, &features);
    return weighed(values, features);
  };
  loss().backward();
  CHECK(gradient_error(mlp, view.gradient(), loss) < 0.01);
}

TEST_CASE("The fused input gradient is the plain one, and so is what it says of the parameters") {
  const Activation hidden = GENERATE(Activation::leaky_relu, Activation::relu, Activation::none);
  const auto widths = GENERATE(std::vector<std::size_t>{5, 16, 12, 1}, std::vector<std::size_t>{4, 7, 1},
                               std::vector<std::size_t>{3, 1});
  Mlp mlp = network({widths, hidden}, 7);
  REQUIRE(has_gradient_passes(mlp.shape()));
  MlpView fused(mlp, Kind::learning), plain(mlp, Kind::learning);
  const at::Tensor x = random_rows(33, std::int64_t(widths.front()), 8);
  const at::Tensor found = fused.input_gradient(x), wanted = plain.input_gradient_plain(x).expand_as(x);
  CHECK(at::allclose(found, wanted, 1e-5, 1e-6));
  (found.norm(2, 1) - 1).square().mean().backward();
  (wanted.norm(2, 1) - 1).square().mean().backward();
  CHECK(largest_difference(fused.gradient(), plain.gradient()) < 1e-5);
}

TEST_CASE("Only features, or only values, of a fused network may be used") {
  Mlp mlp = random_mlp({5, 9, 6, 2}, 2);
  MlpView fused(mlp, Kind::learning), plain(mlp, Kind::learning);
  const at::Tensor x = random_rows(12, 5, 3);
  const bool of_features = GENERATE(true, false);
  at::Tensor found, wanted;
  const at::Tensor out = fused.forward(x, &found), expected = plain.forward_plain(x, &wanted);
  (of_features ? found : out).square().sum().backward();
  (of_features ? wanted : expected).square().sum().backward();
  CHECK(largest_difference(fused.gradient(), plain.gradient()) < 1e-5);
}

TEST_CASE("A constant network passes its gradient on to its input and keeps none") {
  Mlp mlp = random_mlp({5, 9, 1}, 2);
  MlpView constant(mlp, Kind::constant);
  const at::Tensor x = leaf_rows(12, 5, 3), y = x.detach().clone().set_requires_grad(true);
  constant.forward(x).square().sum().backward();
  constant.forward_plain(y).square().sum().backward();
  CHECK(at::allclose(x.grad(), y.grad(), 1e-5, 1e-5));
  CHECK_FALSE(constant.forward(x.detach()).requires_grad());
  CHECK_FALSE(constant.input_gradient(x).requires_grad());
}

TEST_CASE("Passes that wait for their way back at the same time do not mix") {
  Mlp mlp = random_mlp({4, 8, 8, 1}, 2);
  MlpView together(mlp, Kind::learning), alone(mlp, Kind::learning);
  const at::Tensor x = random_rows(10, 4, 1), y = random_rows(25, 4, 2);
  const at::Tensor first = together.forward(x).square().sum(), second = together.forward(y).sum(),
                   third = together.input_gradient(x).square().sum();
  (first + second + third).backward();
  alone.forward(x).square().sum().backward();
  alone.forward(y).sum().backward();
  alone.input_gradient(x).square().sum().backward();
  CHECK(largest_difference(together.gradient(), alone.gradient()) < 1e-6);
}

TEST_CASE("A gradient asked for some tensors leaves the parameters' alone") {
  Mlp mlp = random_mlp({4, 8, 1}, 2);
  MlpView view(mlp, Kind::learning);
  const at::Tensor x = leaf_rows(10, 4, 1);
  const at::Tensor found = torch::autograd::grad({view.forward(x).sum()}, {x})[0];
  CHECK(at::allclose(found, view.input_gradient(x).detach(), 1e-5, 1e-6));
  CHECK(std::all_of(view.gradient().begin(), view.gradient().end(), [](float g) { return g == 0; }));
}

TEST_CASE("What a fused network cannot differentiate it refuses") {
  Mlp mlp = random_mlp({4, 8, 1}, 2);
  MlpView view(mlp, Kind::learning);
  const at::Tensor x = leaf_rows(10, 4, 1);
  CHECK(refused([&] { torch::autograd::grad({view.forward(x).sum()}, {x}, {}, true, true); }, "graph"));
  const at::Tensor loss = view.forward(x).sum();
  loss.backward();
  CHECK(refused([&] { loss.backward(); }, "second backward"));
  at::Tensor changed = random_rows(10, 4, 1);
  const at::Tensor late = view.forward(changed).sum();
  changed.add_(1);
  CHECK(refused([&] { late.backward(); }, "changed"));
  CHECK(refused([&] { view.forward(random_rows(3, 5, 1)); }, "4 inputs"));
}

TEST_CASE("A kept graph may be used again") {
  Mlp mlp = random_mlp({4, 8, 1}, 2);
  MlpView twice(mlp, Kind::learning), once(mlp, Kind::learning);
  const at::Tensor x = random_rows(10, 4, 1);
  const at::Tensor loss = twice.forward(x).sum();
  loss.backward({}, /*retain_graph=*/true);
  loss.backward();
  (2 * once.forward(x).sum()).backward();
  CHECK(largest_difference(twice.gradient(), once.gradient()) < 1e-6);
}

TEST_CASE("A fused network's gradient has the same bits on one thread and on two") {
  Mlp mlp = random_mlp({30, 128, 128, 1}, 2);
  const at::Tensor x = random_rows(512, 30, 1);
  const auto gradient = [&](int threads) {
    const int before = at::get_num_threads();
    at::set_num_threads(threads);
    MlpView view(mlp, Kind::learning);
    (view.forward(x).sum() + view.input_gradient(x).square().sum()).backward();
    at::set_num_threads(before);
    return view.gradient();
  };
  const std::vector<float> one = gradient(1);
  CHECK(gradient(1) == one);
  CHECK(gradient(2) == one);
}

}  // namespace discern
