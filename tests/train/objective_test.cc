#include "train/objective.h"

#include <cmath>
#include <string>
#include <vector>

#include "base/fail.h"
#include "methods/adversarial_options.h"
#include "train/catch.h"

namespace discern {
namespace {

at::Tensor column(std::vector<double> values) {
  return at::tensor(values, at::kDouble).unsqueeze(1);
}

// The largest difference of the gradient of loss at x from central differences.
double gradient_error(const std::function<at::Tensor(const at::Tensor&)>& loss, const at::Tensor& x) {
  const at::Tensor at = x.clone().set_requires_grad(true);
  const at::Tensor value = loss(at);
  if (!value.requires_grad()) return 0;
  value.backward();
  constexpr double kStep = 1e-5;
  double worst = 0;
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    at::Tensor above = x.clone(), below = x.clone();
    above[i][0] += kStep;
    below[i][0] -= kStep;
    const double wanted = (loss(above) - loss(below)).item<double>() / (2 * kStep);
    const double found = at.grad().defined() ? at.grad()[i][0].item<double>() : 0;
    worst = std::max(worst, std::abs(wanted - found));
  }
  return worst;
}

double softplus(double x) {
  return std::log1p(std::exp(x));
}

}  // namespace

TEST_CASE("The options name the objectives there are") {
  std::vector<std::string> names;
  for (const Objective& objective : objectives()) names.push_back(objective.name);
  CHECK(names == objective_names());
  for (const std::string& name : names) CHECK(find_objective(name).name == name);
  try {
    find_objective("hinges");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("did you mean \"hinge\"?") != std::string::npos);
  }
}

TEST_CASE("Objectives are what they are by hand") {
  const at::Tensor real = column({2, 0.5}), fake = column({-3, 1});
  struct Case {
    const char* name;
    double discriminator, generator, joint;
  };
  const double real_loss = (softplus(-2) + softplus(-0.5)) / 2, fake_loss = (softplus(-3) + softplus(1)) / 2;
  const double real_swapped = (softplus(2) + softplus(0.5)) / 2,
               fake_swapped = (softplus(3) + softplus(-1)) / 2;
  const double paired = (softplus(5) + softplus(-0.5)) / 2;
  const Case cases[] = {
      {"relativistic", (softplus(-5) + softplus(0.5)) / 2, paired, paired},
      {"wasserstein", -2.25, 1, 2.25},
      {"hinge", 0.25 + 1, 1, 2.25},
      {"least_squares", (1 + 0.25) / 4 + (9 + 1) / 4.0, 16 / 4.0, (4 + 0.25) / 4 + 4},
      {"non_saturating", real_loss + fake_loss, fake_swapped, real_swapped + fake_swapped},
      {"minimax", real_loss + fake_loss, -fake_loss, -real_loss - fake_loss},
  };
  for (const Case& wanted : cases) {
    INFO(wanted.name);
    const Objective& objective = find_objective(wanted.name);
    CHECK(objective.discriminator(real, fake, 0).item<double>() == Approx(wanted.discriminator));
    CHECK(objective.generator(objective.paired ? real : at::Tensor(), fake).item<double>() ==
          Approx(wanted.generator));
    CHECK(objective.joint(real, fake).item<double>() == Approx(wanted.joint));
  }
}

TEST_CASE("One-sided smoothing moves the label of real records only") {
  const at::Tensor real = column({2}), fake = column({-3});
  const double smoothed = find_objective("non_saturating").discriminator(real, fake, 0.1).item<double>();
  CHECK(smoothed == Approx(0.9 * softplus(-2) + 0.1 * softplus(2) + softplus(-3)));
  const double squares = find_objective("least_squares").discriminator(real, fake, 0.1).item<double>();
  CHECK(squares == Approx((1.1 * 1.1 + 9) / 2));
}

TEST_CASE("Every objective has the gradient that differences show") {
  const at::Tensor real = column({2, 0.5, -1.3}), fake = column({-3, 1.2, 0.1});
  for (const Objective& o : objectives()) {
    INFO(o.name);
    const double smooth = GENERATE(0.0, 0.2);
    using T = at::Tensor;
    CHECK(gradient_error([&](const T& x) { return o.discriminator(x, fake, smooth); }, real) < 1e-6);
    CHECK(gradient_error([&](const T& x) { return o.discriminator(real, x, smooth); }, fake) < 1e-6);
    CHECK(gradient_error([&](const T& x) { return o.generator(real, x); }, fake) < 1e-6);
    CHECK(gradient_error([&](const T& x) { return o.joint(x, fake); }, real) < 1e-6);
    CHECK(gradient_error([&](const T& x) { return o.joint(real, x); }, fake) < 1e-6);
  }
}

TEST_CASE("Every objective's slopes by hand are those of its losses") {
  const at::Tensor real = column({2, 0.5, -1.3}), fake = column({-3, 1.2, 0.1});
  const double smooth = GENERATE(0.0, 0.2);
  for (const Objective& o : objectives()) {
    INFO(o.name);
    const auto by = [&](const at::Tensor& chosen, const auto& loss) {
      const at::Tensor x = chosen.clone().set_requires_grad(true);
      return 3 * torch::autograd::grad({loss(x)}, {x})[0];
    };
    using T = at::Tensor;
    const T by_real = by(real, [&](const T& x) { return o.discriminator(x, fake, smooth); });
    const T by_fake = by(fake, [&](const T& x) { return o.discriminator(real, x, smooth); });
    const T by_made = by(fake, [&](const T& x) { return o.generator(real, x); });
    for (std::int64_t i = 0; i < 3; ++i) {
      const double a = real[i].item<double>(), b = fake[i].item<double>();
      const ValueSlopes slopes = o.discriminator_slopes(a, b, smooth);
      CHECK(slopes.real == Approx(by_real[i].item<double>()));
      CHECK(slopes.fake == Approx(by_fake[i].item<double>()));
      CHECK(o.generator_slope(a, b) == Approx(by_made[i].item<double>()));
    }
  }
}

TEST_CASE("Values far out give finite losses") {
  const at::Tensor real = column({500, -500}), fake = column({-500, 500});
  for (const Objective& o : objectives()) {
    INFO(o.name);
    CHECK(std::isfinite(o.discriminator(real, fake, 0.1).item<double>()));
    CHECK(std::isfinite(o.generator(real, fake).item<double>()));
    for (const double far : {-1e4, 1e4}) {
      CHECK(std::isfinite(o.discriminator_slopes(far, -far, 0.1).real));
      CHECK(std::isfinite(o.discriminator_slopes(far, -far, 0.1).fake));
      CHECK(std::isfinite(o.generator_slope(far, -far)));
    }
  }
}

}  // namespace discern
