#include "train/normal_noise.h"

#include <cmath>
#include <numbers>

namespace discern {

at::Tensor normal_noise(std::int64_t n, std::int64_t width, at::Generator& noise) {
  constexpr std::int64_t kHalf = 8;  // of a block: the first uniform numbers are radii, the others angles
  const std::int64_t size = n * width, blocks = size / (2 * kHalf);
  if (size % (2 * kHalf) != 0 || size == 0) return at::randn({n, width}, noise);
  at::Tensor out = at::rand({n, width}, noise), radius = at::empty({blocks * kHalf}),
             angle = at::empty({blocks * kHalf});
  float *numbers = out.data_ptr<float>(), *radii = radius.data_ptr<float>(),
        *angles = angle.data_ptr<float>();
  for (std::int64_t b = 0; b < blocks; ++b)
    for (std::int64_t i = b * kHalf; i < (b + 1) * kHalf; ++i) {
      radii[i] = 1 - numbers[b * kHalf + i];
      angles[i] = float(2 * std::numbers::pi) * numbers[(b + 1) * kHalf + i];
    }
  radius.log_();
  const at::Tensor cosine = angle.cos(), sine = angle.sin_();
  const float *cosines = cosine.data_ptr<float>(), *sines = sine.data_ptr<float>();
  for (std::int64_t b = 0; b < blocks; ++b)
    for (std::int64_t i = b * kHalf; i < (b + 1) * kHalf; ++i) {
      const float length = std::sqrt(-2 * radii[i]);
      numbers[b * kHalf + i] = length * cosines[i];
      numbers[(b + 1) * kHalf + i] = length * sines[i];
    }
  return out;
}

}  // namespace discern
