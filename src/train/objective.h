// What generator and discriminator play for, as interchangeable pieces. A discriminator returns one unbounded
// value a record; higher means real.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "train/torch.h"

namespace discern {

// Derivatives by a real and a made record's value.
struct ValueSlopes {
  double real, fake;
};

// real, fake [n, 1]: the discriminator's values on as many real and made records. All results are scalars,
// means over the records. A method with an objective of its own makes one and hands it to Discriminator.
struct Objective {
  std::string name;
  // smooth in [0, 0.5]: one-sided label smoothing (Salimans et al. 2016), the label of real records is
  // 1 - smooth; without effect where there are no labels.
  std::function<at::Tensor(const at::Tensor& real, const at::Tensor& fake, double smooth)> discriminator;
  // real is constant; undefined unless `paired`.
  std::function<at::Tensor(const at::Tensor& real, const at::Tensor& fake)> generator;
  // What both sides of a joint discriminator minimise, D(x, E(x)) being `real` and D(G(z), z) `fake`: each
  // wants to be taken for the other (BiGAN, Donahue et al. 2017).
  std::function<at::Tensor(const at::Tensor& real, const at::Tensor& fake)> joint;
  bool paired = false;  // the generator's loss looks at real records too
  // The derivatives of n times `discriminator`, and of n times `generator` by the made record's value, at one
  // pair of values, for steps without a graph (train/direct_critic.h). Null where LibTorch takes them.
  ValueSlopes (*discriminator_slopes)(double real, double fake, double smooth) = nullptr;
  double (*generator_slope)(double real, double fake) = nullptr;
};

// mean -label log sigmoid(v) - (1 - label) log(1 - sigmoid(v)) over values v [n, 1]; label in [0, 1].
at::Tensor binary_cross_entropy(const at::Tensor& values, double label);

std::span<const Objective> objectives();
// Error(usage) with a suggestion if there is none of that name.
const Objective& find_objective(std::string_view name);

}  // namespace discern
