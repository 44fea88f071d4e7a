#include "train/adam.h"

#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.h"
#include "train/catch.h"
#include "train/trained_network.h"

namespace discern {
namespace {

std::vector<float> random_numbers(std::size_t size, std::uint64_t seed) {
  Random random(seed, "test numbers");
  std::vector<float> numbers(size);
  for (float& value : numbers) value = float(random.normal());
  return numbers;
}

}  // namespace

TEST_CASE("Adam over a flat array takes the steps of torch::optim::Adam") {
  const AdamOptions options = GENERATE(AdamOptions{2e-4, 0, 0.9}, AdamOptions{1e-3, 0.9, 0.999});
  constexpr std::size_t kSize = 103;
  std::vector<float> values = random_numbers(kSize, 1);
  at::Tensor theirs = at::tensor(values).set_requires_grad(true);
  Adam adam(kSize, options);
  torch::optim::Adam wanted({theirs},
                            torch::optim::AdamOptions(options.rate).betas({options.beta1, options.beta2}));
  for (std::uint64_t step = 0; step < 50; ++step) {
    std::vector<float> gradient = random_numbers(kSize, 100 + step);
    theirs.mutable_grad() = at::tensor(gradient);
    wanted.step();
    REQUIRE(adam.step(values.data(), gradient.data()));
    CHECK(gradient == std::vector<float>(kSize, 0.0f));
  }
  for (std::size_t i = 0; i < kSize; ++i)
    CHECK(values[i] == Approx(theirs.data_ptr<float>()[i]).epsilon(1e-5).margin(1e-6));
}

TEST_CASE("Adam's first step is the rate against the gradient's sign") {
  float value = 1, gradient = -7;
  Adam adam(1, {0.25, 0, 0.9});
  adam.step(&value, &gradient, 0.5);
  CHECK(value == Approx(1.125));
}

TEST_CASE("Adam leaves everything as it was when the gradient is not finite") {
  const float bad = GENERATE(std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN());
  const std::size_t place = GENERATE(0u, 15u, 36u);
  std::vector<float> values = random_numbers(37, 1), gradient = random_numbers(37, 2);
  const std::vector<float> before = values;
  gradient[place] = bad;
  Adam adam(37, {});
  CHECK_FALSE(adam.step(values.data(), gradient.data()));
  CHECK(values == before);
  CHECK(gradient == std::vector<float>(37, 0.0f));
}

TEST_CASE("A network's average follows it, and skipped steps are counted and undone") {
  TrainedNetwork network({{3, 4, 1}}, Random(1, "test"), {0.01}, 0.5);
  const at::Tensor x = at::ones({5, 3});
  const auto loss = [&] { return network.learning().forward(x).square().mean(); };
  const double before = loss().item<double>();
  for (int i = 0; i < 100; ++i) network.step(loss());
  CHECK(loss().item<double>() < 0.1 * before);
  CHECK(network.skipped() == 0);

  const Mlp kept = network.average();
  for (int i = 0; i < TrainedNetwork::kPatience; ++i) network.step(loss() * std::nan(""));
  CHECK(network.skipped() == TrainedNetwork::kPatience);
  CHECK(network.average().parameters() == kept.parameters());
  Mlp averaged = kept;
  const at::Tensor rolled_back = network.constant().forward(x);
  CHECK(at::equal(rolled_back, MlpView(averaged, MlpView::Kind::constant).forward(x)));
}

}  // namespace discern
