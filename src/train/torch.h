// The one place that names LibTorch's headers; precompiled.
#pragma once

#include <torch/torch.h>
