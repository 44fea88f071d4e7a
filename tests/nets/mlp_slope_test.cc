#include "nets/mlp_slope.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "testing/faults.h"
#include "testing/normals.h"

using namespace discern;

namespace {

Mlp random_mlp(std::vector<std::size_t> widths, Activation hidden, Activation output) {
  Mlp mlp({std::move(widths), hidden, output});
  mlp.parameters() = normals(mlp.parameters().size(), 2);
  for (float& p : mlp.parameters()) p *= 0.4f;
  return mlp;
}

double weighted_sum(const Mlp& mlp, const std::vector<float>& x, const std::vector<float>& weights) {
  std::vector<float> out(weights.size());
  mlp.forward_reference(x.data(), 1, out.data());
  double sum = 0;
  for (std::size_t i = 0; i < out.size(); ++i) sum += double(weights[i]) * double(out[i]);
  return sum;
}

}  // namespace

TEST_CASE("the way back through a small network is what it is by hand") {
  Mlp mlp({{1, 2, 1}, Activation::leaky_relu, Activation::none});
  mlp.parameters() = {1, -1, 1, 0, 2, 3, 0.5f};  // 2 leaky(x + 1) + 3 leaky(-x) + 0.5
  const MlpSlope slope(mlp);
  MlpSlope::Tape tape;
  const std::vector<float> x = {1, -2}, gradient = {1, 10};
  const float* out = slope.forward(x.data(), 2, tape);
  CHECK(out[0] == Approx(2 * 2 + 3 * -0.2 + 0.5));
  std::vector<float> found(2);
  slope.backward(gradient.data(), 2, tape, found.data());
  CHECK(found[0] == Approx(2 - 3 * 0.2));
  CHECK(found[1] == Approx(10 * (2 * 0.2 - 3)));
}

TEST_CASE("one layer down agrees with its reference, in small and in large networks") {
  const auto activation = GENERATE(Activation::none, Activation::leaky_relu, Activation::relu,
                                   Activation::tanh, Activation::elu_pair);
  const bool add = GENERATE(false, true);
  const std::size_t n = 9, outputs = GENERATE(1, 20, 300), inputs = GENERATE(2, 33, 300);
  const auto above = normals(n * outputs, 1), turned = normals(outputs * inputs, 2);
  std::vector<float> value = normals(n * inputs, 3);
  for (float& v : value) v = std::tanh(v);
  std::vector<float> found = normals(n * inputs, 4), expected = found;
  descend(n, outputs, inputs, above.data(), turned.data(), activation, value.data(), add, found.data());
  descend_reference(n, outputs, inputs, above.data(), turned.data(), activation, value.data(), add,
                    expected.data());
  double worst = 0;
  for (std::size_t i = 0; i < found.size(); ++i)
    worst = std::max(worst, std::abs(double(found[i]) - double(expected[i])));
  CHECK(worst < 1e-4);
}

TEST_CASE("the way back is the slope that differences show, for every activation but silu") {
  const auto hidden = GENERATE(Activation::leaky_relu, Activation::tanh, Activation::relu, Activation::elu,
                               Activation::sigmoid, Activation::elu_pair);
  const auto output = GENERATE(Activation::none, Activation::tanh, Activation::elu);
  const Mlp mlp = random_mlp({5, 8, 12, 3}, hidden, output);
  const MlpSlope slope(mlp);
  MlpSlope::Tape tape;
  // Rows whose leaky units no step of a difference takes across their bend; most of them.
  std::size_t agreeing = 0;
  for (std::uint64_t row = 0; row < 40; ++row) {
    std::vector<float> x = normals(5, 10 + row), found(5);
    const std::vector<float> gradient = normals(3, 90 + row);
    slope.forward(x.data(), 1, tape);
    slope.backward(gradient.data(), 1, tape, found.data());
    double worst = 0;
    for (std::size_t j = 0; j < 5; ++j) {
      const float kept = x[j], step = 2e-3f;
      x[j] = kept + step;
      const double above = weighted_sum(mlp, x, gradient);
      x[j] = kept - step;
      const double below = weighted_sum(mlp, x, gradient);
      x[j] = kept;
      worst = std::max(worst, std::abs((above - below) / (2 * double(step)) - double(found[j])));
    }
    agreeing += worst < 2e-3;
  }
  CHECK(agreeing >= 36);
}

TEST_CASE("the way back agrees with its reference, and a row has the same bits in any batch") {
  const MlpSlope slope(random_mlp({7, 64, 33, 20}, Activation::leaky_relu, Activation::none));
  const std::size_t n = 300;
  const std::vector<float> x = normals(n * 7, 3), gradient = normals(n * 20, 4);
  MlpSlope::Tape tape;
  std::vector<float> out(n * 20), found(n * 7), wanted(n * 7);
  slope.net().forward(x.data(), n, out.data());
  const float* forward = slope.forward(x.data(), n, tape);
  CHECK(std::equal(out.begin(), out.end(), forward));
  slope.backward(gradient.data(), n, tape, found.data());
  slope.backward_reference(gradient.data(), n, tape, wanted.data());
  for (std::size_t i = 0; i < found.size(); ++i) REQUIRE(found[i] == Approx(wanted[i]).margin(1e-4));
  for (const std::size_t batch : {1u, 7u, 144u})
    for (std::size_t start = 0; start < n; start += batch) {
      const std::size_t rows = std::min<std::size_t>(batch, n - start);
      std::vector<float> some(rows * 7);
      slope.forward(x.data() + start * 7, rows, tape);
      slope.backward(gradient.data() + start * 20, rows, tape, some.data());
      REQUIRE(std::equal(some.begin(), some.end(), found.begin() + std::ptrdiff_t(start * 7)));
    }
}

TEST_CASE("the network of the features gives the features") {
  const Mlp mlp = random_mlp({4, 6, 9, 1}, Activation::leaky_relu, Activation::none);
  const std::vector<float> x = normals(4 * 11, 5);
  std::vector<float> out(11), wanted(11 * 9), found(11 * 9);
  mlp.forward(x.data(), 11, out.data(), wanted.data());
  features_of(mlp).forward(x.data(), 11, found.data());
  CHECK(found == wanted);
}

TEST_CASE("a network whose values do not tell its slopes is refused") {
  check_fault(Fault::model, "silu", [] {
    MlpSlope(random_mlp({2, 2, 1}, Activation::silu, Activation::none));
  });
}
