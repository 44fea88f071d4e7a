// Normal random numbers, quicker than torch's.
#pragma once

#include <cstdint>

#include "train/torch.h"

namespace discern {

// [n, width], N(0, 1): the numbers of at::randn with this generator but for their last bits. LibTorch 1.13
// takes logarithm, sine and cosine (Box and Muller 1958) one by one where it runs its kernels for AVX-512.
at::Tensor normal_noise(std::int64_t n, std::int64_t width, at::Generator& noise);

}  // namespace discern
