#include "train/objective.h"

#include <array>
#include <cmath>
#include <vector>

#include "base/fail.h"
#include "base/text.h"

namespace discern {
namespace {

using T = at::Tensor;

// mean -log sigmoid(x): the cross entropy of a value whose label is 1; of -x, whose label is 0.
T is_real(const T& x) {
  return at::softplus(-x).mean();
}

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

T cross_entropy(const T& real, const T& fake, double smooth) {
  const T labelled = (1 - smooth) * is_real(real);
  return (smooth > 0 ? labelled + smooth * is_real(-real) : labelled) + is_real(-fake);
}

ValueSlopes cross_entropy_slopes(double real, double fake, double smooth) {
  return {smooth - sigmoid(-real), sigmoid(fake)};
}

double minus_one(double, double) {
  return -1;
}

T squares(const T& values, double label) {
  return 0.5 * (values - label).square().mean();
}

T gap(const T& real, const T& fake) {
  return real.mean() - fake.mean();
}

// Jolicoeur-Martineau 2019, with the two losses of R3GAN (Huang et al. 2024).
Objective relativistic() {
  return {.name = "relativistic",
          .discriminator = [](const T& real, const T& fake, double) { return is_real(real - fake); },
          .generator = [](const T& real, const T& fake) { return is_real(fake - real); },
          .joint = [](const T& real, const T& fake) { return is_real(fake - real); },
          .paired = true,
          .discriminator_slopes =
              [](double real, double fake, double) {
                return ValueSlopes{-sigmoid(fake - real), sigmoid(fake - real)};
              },
          .generator_slope = [](double real, double fake) { return -sigmoid(real - fake); }};
}

// Arjovsky et al. 2017; of use with a gradient penalty or spectral norm only.
Objective wasserstein() {
  return {.name = "wasserstein",
          .discriminator = [](const T& real, const T& fake, double) { return -gap(real, fake); },
          .generator = [](const T&, const T& fake) { return -fake.mean(); },
          .joint = gap,
          .discriminator_slopes =
              [](double, double, double) {
                return ValueSlopes{-1, 1};
              },
          .generator_slope = minus_one};
}

// Lim and Ye 2017.
Objective hinge() {
  return {.name = "hinge",
          .discriminator = [](const T& real, const T& fake,
                              double) { return at::relu(1 - real).mean() + at::relu(1 + fake).mean(); },
          .generator = [](const T&, const T& fake) { return -fake.mean(); },
          .joint = gap,
          .discriminator_slopes =
              [](double real, double fake, double) {
                return ValueSlopes{real < 1 ? -1.0 : 0.0, fake > -1 ? 1.0 : 0.0};
              },
          .generator_slope = minus_one};
}

// Mao et al. 2017, labels 1 and 0.
Objective least_squares() {
  return {.name = "least_squares",
          .discriminator = [](const T& real, const T& fake,
                              double smooth) { return squares(real, 1 - smooth) + squares(fake, 0); },
          .generator = [](const T&, const T& fake) { return squares(fake, 1); },
          .joint = [](const T& real, const T& fake) { return squares(real, 0) + squares(fake, 1); },
          .discriminator_slopes =
              [](double real, double fake, double smooth) {
                return ValueSlopes{real - (1 - smooth), fake};
              },
          .generator_slope = [](double, double fake) { return fake - 1; }};
}

// Goodfellow et al. 2014, section 3: the generator raises log D where minimax would lower log(1 - D).
Objective non_saturating() {
  return {.name = "non_saturating",
          .discriminator = cross_entropy,
          .generator = [](const T&, const T& fake) { return is_real(fake); },
          .joint = [](const T& real, const T& fake) { return is_real(-real) + is_real(fake); },
          .discriminator_slopes = cross_entropy_slopes,
          .generator_slope = [](double, double fake) { return -sigmoid(-fake); }};
}

// Goodfellow et al. 2014.
Objective minimax() {
  return {.name = "minimax",
          .discriminator = cross_entropy,
          .generator = [](const T&, const T& fake) { return -is_real(-fake); },
          .joint = [](const T& real, const T& fake) { return -is_real(real) - is_real(-fake); },
          .discriminator_slopes = cross_entropy_slopes,
          .generator_slope = [](double, double fake) { return -sigmoid(fake); }};
}

}  // namespace

at::Tensor binary_cross_entropy(const at::Tensor& values, double label) {
  return label * is_real(values) + (1 - label) * is_real(-values);
}

std::span<const Objective> objectives() {
  static const std::array table = {relativistic(),  wasserstein(),    hinge(),
                                   least_squares(), non_saturating(), minimax()};
  return table;
}

const Objective& find_objective(std::string_view name) {
  std::vector<std::string> names;
  for (const Objective& objective : objectives()) {
    if (objective.name == name) return objective;
    names.push_back(objective.name);
  }
  fail(Fault::usage, "objective \"{}\" does not exist{}; expected one of {}", name, did_you_mean(name, names),
       list_of(names));
}

}  // namespace discern
