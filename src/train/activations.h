// What units do, as kernels/dense.h says it, on tensors.
#pragma once

#include "kernels/dense.h"
#include "train/torch.h"

namespace discern {

// x [n, units], or of any shape for all but elu_pair. x itself may be changed.
at::Tensor activate(at::Tensor x, Activation activation);
bool is_piecewise_linear(Activation activation);
// The derivative at x.
at::Tensor slope_of(const at::Tensor& x, Activation activation);
// Variance a unit's weights need so that it passes on its inputs' variance.
double gain_of(Activation activation);

}  // namespace discern
