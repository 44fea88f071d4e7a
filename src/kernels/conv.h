// Convolutions of pictures on gemm. Grids of numbers stand pixel by pixel, [height, width, channels], so that
// a product of patches and weights is a grid again. Every function treats n grids one after the other, and a
// grid's bits do not depend on n or on the other grids. Inputs and outputs do not overlap.
#pragma once

#include <cstddef>

#include "kernels/dense.h"

namespace discern {

struct Grid {
  std::size_t height = 1, width = 1, channels = 1;

  std::size_t pixels() const { return height * width; }
  std::size_t size() const { return pixels() * channels; }
  bool operator==(const Grid&) const = default;
};

// The squares that a convolution looks at, all positive but padding, which is zeros on every side.
struct Window {
  std::size_t size = 3, stride = 1, padding = 1;

  // Squares that fit into `pixels` pixels and their padding; 0 where the padded picture is too small.
  std::size_t places(std::size_t pixels) const {
    const std::size_t padded = pixels + 2 * padding;
    return padded < size ? 0 : (padded - size) / stride + 1;
  }
};

// x [n, in] -> out [n, places, places, outputs], activation(square weights + bias).
// weights [size, size, in.channels, outputs], bias [outputs].
void conv(std::size_t n, const Grid& in, const Window& window, std::size_t outputs, const float* x,
          const float* weights, const float* bias, Activation activation, float* out);
void conv_reference(std::size_t n, const Grid& in, const Window& window, std::size_t outputs, const float* x,
                    const float* weights, const float* bias, Activation activation, float* out);
// gradient [n, places, places, outputs], d loss / d out before the activation -> out [n, in]: d loss / d x.
// transposed [outputs, size, size, in.channels].
void conv_slope(std::size_t n, const Grid& in, const Window& window, std::size_t outputs,
                const float* gradient, const float* transposed, float* out);

// What up_conv looks at.
inline constexpr Window kUpWindow{2, 1, 1};

// Transposed convolution with squares of 4, stride 2 and padding 1, to twice the size; out may be smaller,
// and then its last rows and columns are cut off. x [n, in] -> result [n, out]. Computed as what it is, a
// convolution by squares of 2, padding 1, whose 4 out.channels outputs are the pixels of a square of 2.
// weights [2, 2, in.channels, 2, 2, out.channels]: weights[t, u, c, s, v, o] is that of the transposed
// convolution's square at (2 - 2t + s, 2 - 2u + v). bias [out.channels].
void up_conv(std::size_t n, const Grid& in, const Grid& out, const float* x, const float* weights,
             const float* bias, Activation activation, float* result);
void up_conv_reference(std::size_t n, const Grid& in, const Grid& out, const float* x, const float* weights,
                       const float* bias, Activation activation, float* result);
// The last step of up_conv: squares [n, in.height + 1, in.width + 1, 2, 2, out.channels] -> result [n, out].
void pixel_shuffle(std::size_t n, const Grid& in, const Grid& out, const float* squares, float* result);
// gradient [n, out] before the activation -> result [n, in]. transposed [2, 2, out.channels, 2, 2,
// in.channels], the last three of weights before its first three.
void up_conv_slope(std::size_t n, const Grid& in, const Grid& out, const float* gradient,
                   const float* transposed, float* result);

}  // namespace discern
