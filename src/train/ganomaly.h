// Learning of GANomaly (methods/ganomaly.h).
#pragma once

#include "methods/ganomaly.h"
#include "train/discriminator.h"
#include "train/learner.h"
#include "train/network_view.h"

namespace discern {

// What encoder, decoder and second encoder minimise together, with f the discriminator's last hidden layer:
//   feature_weight mean (f(x) - f(x'))^2 + reconstruction_weight mean |x - x'| + latent_weight mean (z -
//   z')^2
// and options.feature_matching |mean f(x) - mean f(x')|^2.
// Network: Mlp, or ConvNet for pictures.
template <class Network>
struct GanomalyLoss {
  const NetworkView& encoder;
  const NetworkView& decoder;
  const NetworkView& second;
  const DiscriminatorOf<Network>& discriminator;
  const GanomalyOptions& options;

  at::Tensor operator()(const at::Tensor& x) const;  // x [n, width] -> scalar
};

// As LearnerInfo::learn says.
Learned learn_ganomaly(const Matrix& normal, const std::map<std::string, std::string>& settings,
                       LearnContext& context);

}  // namespace discern
