// Gaussian smoothing of a plane of numbers.
#pragma once

#include <cstddef>
#include <vector>

namespace discern {

// The weights of a Gaussian of deviation sigma > 0 at -r ... r, r = max(1, round(4 sigma)); they sum to 1.
std::vector<float> gaussian_weights(double sigma);

// plane [height, width] -> out [height, width]: smoothed by `weights` (odd in number) along both sides, the
// border replicated. out may be plane itself. Allocates nothing after a thread's first call of that size.
void smooth(const float* plane, std::size_t height, std::size_t width, const std::vector<float>& weights,
            float* out);
// The same as one sum over both sides, in double; out is not plane.
void smooth_reference(const float* plane, std::size_t height, std::size_t width,
                      const std::vector<float>& weights, float* out);

}  // namespace discern
