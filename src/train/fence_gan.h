// Learning of Fence GAN (methods/fence_gan.h).
#pragma once

#include "methods/fence_gan.h"
#include "train/learner.h"
#include "train/objective.h"

namespace discern {

// L_D = BCE(D(x), 1) + gamma BCE(D(G(z)), 0); of the generator BCE(D(G(z)), alpha), to which it adds
// beta dispersion.
Objective fence_objective(double alpha, double gamma);

// 1 / mean_i |x_i - mean x| of x [n, width], a scalar.
at::Tensor dispersion(const at::Tensor& x);

// The options with every 0 replaced by what suits n records of this width.
FenceGanOptions resolve(FenceGanOptions options, std::size_t n, std::size_t width);

// As LearnerInfo::learn says. Holds a tenth of the records back from the networks to check them by.
Learned learn_fence_gan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                        LearnContext& context);

}  // namespace discern
