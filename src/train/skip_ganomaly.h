// Learning of Skip-GANomaly (methods/skip_ganomaly.h).
#pragma once

#include "methods/skip_ganomaly.h"
#include "train/discriminator.h"
#include "train/learner.h"

namespace discern {

// What the generator minimises, with x' = G(x + noise) and f the discriminator's last hidden layer:
//   adversarial_weight (objective of D(x')) + reconstruction_weight mean |x - x'| + latent_weight mean (f(x)
//   - f(x'))^2
// and, by the objective, options.feature_matching. x, made [n, width] -> scalar; gradients reach made.
at::Tensor skip_ganomaly_loss(DiscriminatorOf<ConvNet>& discriminator, const SkipGanomalyOptions& options,
                              const at::Tensor& x, const at::Tensor& made, const Pace& pace);

// As LearnerInfo::learn_pictures says.
Learned learn_skip_ganomaly(const Matrix& normal, const std::map<std::string, std::string>& settings,
                            LearnContext& context);

}  // namespace discern
