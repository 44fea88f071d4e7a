// What the encoder of a finished GAN minimises. All results are scalars.
#pragma once

#include "train/network_view.h"

namespace discern {

// What an encoder learns against a finished generator and critic (both constant views; Schlegl et al. 2019).
struct EncoderLoss {
  const NetworkView& generator;
  const NetworkView& critic;
  double kappa;

  // MSE(x, G(E(x))) + kappa MSE(f(x), f(G(E(x)))); with kappa 0 it is "izi", else "izi_f".
  at::Tensor izi(const NetworkView& encoder, const at::Tensor& x) const;
  // MSE(z, E(G(z))); like: of whose condition G(z) is, if the generator takes one.
  at::Tensor ziz(const NetworkView& encoder, const at::Tensor& z, const at::Tensor& like = {}) const;
};

}  // namespace discern
