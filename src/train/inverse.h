// The second half of f-AnoGAN: an encoder learns which latent makes a record.
#pragma once

#include "methods/fanogan.h"
#include "train/curve.h"
#include "train/learner.h"
#include "train/torch.h"
#include "train/trained_network.h"

namespace discern {

template <class Network>
struct InverseOf {
  Network encoder;            // the running average with the least held-out error
  Curve loss;                 // of each step
  Json held_out;              // curve of the held-out error
  std::int64_t skipped = 0;   // steps whose gradient was not finite
  double learned_error = 0;   // mean A(x) on records that were learned from
  double held_out_error = 0;  // on records that were not
};

using Inverse = InverseOf<Mlp>;

// generator and critic are finished and stay as they are; learned, held_out [n >= 1, width].
// The encoder of tables mirrors the generator.
Inverse learn_inverse(Mlp& generator, Mlp& critic, const at::Tensor& learned, const at::Tensor& held_out,
                      const FanoganOptions& options, LearnContext& context);

template <class Network>
InverseOf<Network> learn_inverse(Network& generator, Network& critic,
                                 typename Trained<Network>::Shape encoder, const at::Tensor& learned,
                                 const at::Tensor& held_out, const FanoganOptions& options,
                                 LearnContext& context);

}  // namespace discern
