// Catch2 beside torch: glog, which torch brings, has a CHECK of its own, and the last definition wins.
#pragma once

#include "train/torch.h"
#undef CHECK
#include <catch2/catch.hpp>
