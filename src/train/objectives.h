// What the networks of a Wasserstein GAN and its encoder minimise. All results are scalars.
#pragma once

#include "train/mlp_view.h"

namespace discern {

// mean (|d D / d x| - 1)^2 over x [n, width] (Gulrajani et al. 2017).
at::Tensor gradient_penalty(const MlpView& critic, const at::Tensor& x);

struct CriticLoss {
  at::Tensor total;  // made - real + weight * penalty
  at::Tensor gap;    // E D(real) - E D(made): the critic's estimate of the Wasserstein distance
};
// real, made [n, width]; share [n, 1] in [0, 1] says where between the two the penalty is taken.
CriticLoss critic_loss(const MlpView& critic, const at::Tensor& real, const at::Tensor& made,
                       const at::Tensor& share, double weight);

// -E D(made); critic is a constant view.
at::Tensor generator_loss(const MlpView& critic, const at::Tensor& made);

// What an encoder learns against a finished generator and critic (both constant views; Schlegl et al. 2019).
struct EncoderLoss {
  const MlpView& generator;
  const MlpView& critic;
  double kappa;

  // MSE(x, G(E(x))) + kappa MSE(f(x), f(G(E(x)))); with kappa 0 it is "izi", else "izi_f".
  at::Tensor izi(const MlpView& encoder, const at::Tensor& x) const;
  // MSE(z, E(G(z))).
  at::Tensor ziz(const MlpView& encoder, const at::Tensor& z) const;
};

}  // namespace discern
