#include "kernels/conv.h"

#include <algorithm>
#include <vector>

#include "kernels/gemm.h"

namespace discern {
namespace {

// The patches of n grids are rows of a matrix, picture by picture, place by place; they are made and used a
// few at a time.
struct Patches {
  Grid in;
  Window window;

  std::size_t down() const { return window.places(in.height); }
  std::size_t across() const { return window.places(in.width); }
  std::size_t places() const { return down() * across(); }
  std::size_t width() const { return window.size * window.size * in.channels; }

  // use(offset of a row of pixels in all grids, offset in a patch, pixels) for what a place sees of a
  // picture.
  template <class Use>
  void visit(std::size_t place, Use use) const {
    const std::size_t grid = place / places(), top = place % places() / across() * window.stride,
                      left = place % across() * window.stride, pad = window.padding;
    const std::size_t first = std::max(left, pad) - left,
                      end = std::min(left + window.size, in.width + pad) - left;
    if (first >= end) return;
    for (std::size_t i = 0; i < window.size; ++i) {
      if (top + i < pad || top + i >= in.height + pad) continue;
      const std::size_t pixel = (grid * in.height + top + i - pad) * in.width + left + first - pad;
      use(pixel * in.channels, (i * window.size + first) * in.channels, (end - first) * in.channels);
    }
  }

  // work(first row, rows) for kGemmRows rows at a time.
  template <class Work>
  void chunks(std::size_t n, Work work) const {
    for (std::size_t start = 0; start < n * places(); start += kGemmRows)
      work(start, std::min(kGemmRows, n * places() - start));
  }

  void gather(std::size_t start, std::size_t rows, const float* x, float* patches) const {
    std::fill_n(patches, rows * width(), 0.0f);
    for (std::size_t r = 0; r < rows; ++r, patches += width())
      visit(start + r, [&](std::size_t from, std::size_t to, std::size_t count) {
        std::copy_n(x + from, count, patches + to);
      });
  }

  void scatter(std::size_t start, std::size_t rows, const float* patches, float* x) const {
    for (std::size_t r = 0; r < rows; ++r, patches += width())
      visit(start + r, [&](std::size_t to, std::size_t from, std::size_t count) {
        for (std::size_t j = 0; j < count; ++j) x[to + j] += patches[from + j];
      });
  }
};

float* scratch(std::size_t which, std::size_t size) {
  thread_local std::vector<float> buffers[3];
  if (buffers[which].size() < size) buffers[which].resize(size);
  return buffers[which].data();
}

// use(place among all patches, offset in its 4 out.channels numbers, offset in result) for each pixel of n
// grids `out`.
template <class Use>
void shuffle(std::size_t start, std::size_t rows, const Patches& patches, const Grid& out, Use use) {
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t place = start + r, grid = place / patches.places(),
                      i = place % patches.places() / patches.across(), j = place % patches.across();
    for (std::size_t s = 0; s < 2; ++s)
      for (std::size_t v = 0; v < 2; ++v) {
        // Place p holds rows 2p - 1 and 2p; row -1 and what is cut off wrap around or lie beyond.
        const std::size_t y = 2 * i + s - 1, x = 2 * j + v - 1;
        if (y >= out.height || x >= out.width) continue;
        use(r, (2 * s + v) * out.channels, ((grid * out.height + y) * out.width + x) * out.channels);
      }
  }
}

}  // namespace

void conv(std::size_t n, const Grid& in, const Window& window, std::size_t outputs, const float* x,
          const float* weights, const float* bias, Activation activation, float* out) {
  const Patches patches{in, window};
  float* const seen = scratch(0, kGemmRows * patches.width());
  patches.chunks(n, [&](std::size_t start, std::size_t rows) {
    patches.gather(start, rows, x, seen);
    dense(rows, patches.width(), outputs, seen, weights, bias, activation, out + start * outputs);
  });
}

void conv_slope(std::size_t n, const Grid& in, const Window& window, std::size_t outputs,
                const float* gradient, const float* transposed, float* out) {
  const Patches patches{in, window};
  float* const seen = scratch(0, kGemmRows * patches.width());
  std::fill_n(out, n * in.size(), 0.0f);
  patches.chunks(n, [&](std::size_t start, std::size_t rows) {
    gemm(rows, outputs, patches.width(), gradient + start * outputs, transposed, 0.0f, seen);
    patches.scatter(start, rows, seen, out);
  });
}

void up_conv(std::size_t n, const Grid& in, const Grid& out, const float* x, const float* weights,
             const float* bias, Activation activation, float* result) {
  const Patches patches{in, kUpWindow};
  const std::size_t outputs = 4 * out.channels;
  float* const seen = scratch(0, kGemmRows * patches.width());
  float* const made = scratch(1, kGemmRows * outputs);
  float* const biases = scratch(2, outputs);
  for (std::size_t s = 0; s < 4; ++s) std::copy_n(bias, out.channels, biases + s * out.channels);
  patches.chunks(n, [&](std::size_t start, std::size_t rows) {
    patches.gather(start, rows, x, seen);
    dense(rows, patches.width(), outputs, seen, weights, biases, activation, made);
    shuffle(start, rows, patches, out, [&](std::size_t row, std::size_t from, std::size_t to) {
      std::copy_n(made + row * outputs + from, out.channels, result + to);
    });
  });
}

void pixel_shuffle(std::size_t n, const Grid& in, const Grid& out, const float* squares, float* result) {
  const Patches patches{in, kUpWindow};
  shuffle(0, n * patches.places(), patches, out, [&](std::size_t row, std::size_t from, std::size_t to) {
    std::copy_n(squares + row * 4 * out.channels + from, out.channels, result + to);
  });
}

void up_conv_slope(std::size_t n, const Grid& in, const Grid& out, const float* gradient,
                   const float* transposed, float* result) {
  const Patches patches{in, kUpWindow};
  const std::size_t outputs = 4 * out.channels;
  float* const seen = scratch(0, kGemmRows * patches.width());
  float* const made = scratch(1, kGemmRows * outputs);
  std::fill_n(result, n * in.size(), 0.0f);
  patches.chunks(n, [&](std::size_t start, std::size_t rows) {
    std::fill_n(made, rows * outputs, 0.0f);
    shuffle(start, rows, patches, out, [&](std::size_t row, std::size_t to, std::size_t from) {
      std::copy_n(gradient + from, out.channels, made + row * outputs + to);
    });
    gemm(rows, outputs, patches.width(), made, transposed, 0.0f, seen);
    patches.scatter(start, rows, seen, result);
  });
}

void conv_reference(std::size_t n, const Grid& in, const Window& window, std::size_t outputs, const float* x,
                    const float* weights, const float* bias, Activation activation, float* out) {
  const Patches patches{in, window};
  std::vector<float> square(patches.width());
  for (std::size_t place = 0; place < n * patches.places(); ++place) {
    const std::size_t top = place % patches.places() / patches.across() * window.stride,
                      left = place % patches.across() * window.stride;
    const float* const picture = x + place / patches.places() * in.size();
    for (std::size_t k = 0; k < square.size(); ++k) {
      const std::size_t c = k % in.channels, j = left + k / in.channels % window.size - window.padding,
                        i = top + k / in.channels / window.size - window.padding;
      square[k] = i < in.height && j < in.width ? picture[(i * in.width + j) * in.channels + c] : 0.0f;
    }
    dense_reference(1, square.size(), outputs, square.data(), weights, bias, activation,
                    out + place * outputs);
  }
}

void up_conv_reference(std::size_t n, const Grid& in, const Grid& out, const float* x, const float* weights,
                       const float* bias, Activation activation, float* result) {
  const std::size_t inputs = in.channels, outputs = out.channels;
  for (std::size_t g = 0; g < n; ++g, x += in.size(), result += out.size()) {
    std::vector<double> sums(out.size());
    for (std::size_t p = 0; p < 16 * in.pixels(); ++p) {
      const std::size_t k = p % 4, l = p / 4 % 4, i = p / 16 / in.width, j = p / 16 % in.width;
      const std::size_t y = 2 * i + k - 1, z = 2 * j + l - 1;
      if (y >= out.height || z >= out.width) continue;
      const std::size_t t = 1 - k / 2, u = 1 - l / 2, s = k % 2, v = l % 2;
      for (std::size_t c = 0; c < inputs; ++c)
        for (std::size_t o = 0; o < outputs; ++o)
          sums[(y * out.width + z) * outputs + o] +=
              double(x[(i * in.width + j) * inputs + c]) *
              double(weights[((((t * 2 + u) * inputs + c) * 2 + s) * 2 + v) * outputs + o]);
    }
    const std::vector<float> values(sums.begin(), sums.end());
    std::vector<float> identity(outputs * outputs);
    for (std::size_t o = 0; o < outputs; ++o) identity[o * outputs + o] = 1;
    dense_reference(out.pixels(), outputs, outputs, values.data(), identity.data(), bias, activation, result);
  }
}

}  // namespace discern
