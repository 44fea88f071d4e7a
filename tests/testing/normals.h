// Random numbers for tests of kernels and networks.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"

namespace discern {

// n standard normal numbers, always the same for a seed.
inline std::vector<float> normals(std::size_t n, std::uint64_t seed) {
  Random random(seed, "normal numbers of a test");
  std::vector<float> values(n);
  for (float& v : values) v = float(random.normal());
  return values;
}

}  // namespace discern
