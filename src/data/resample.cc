#include "data/resample.h"

#include <algorithm>
#include <cstdint>

namespace discern {
namespace {

// The pixels that one new pixel is made of: whole numbers, so that their sum is exact.
struct Taps {
  std::size_t first = 0;
  std::vector<double> weights;  // over `Axis::sum`
};

struct Axis {
  std::vector<Taps> taps;  // one a new pixel
  double sum = 1;
};

// A new pixel covers from / to old ones: in units of 1 / to, old pixel i is [i to, (i + 1) to).
Axis reduced(std::uint64_t from, std::uint64_t to) {
  Axis axis;
  axis.sum = double(from);
  for (std::uint64_t o = 0; o < to; ++o) {
    const std::uint64_t begin = o * from, end = begin + from;
    Taps taps{std::size_t(begin / to), {}};
    for (std::uint64_t i = taps.first; i * to < end; ++i)
      taps.weights.push_back(double(std::min(end, (i + 1) * to) - std::max(begin, i * to)));
    axis.taps.push_back(std::move(taps));
  }
  return axis;
}

// The centre of new pixel o lies at ((2 o + 1) from - to) / (2 to) of the old centres.
Axis enlarged(std::uint64_t from, std::uint64_t to) {
  Axis axis;
  axis.sum = double(2 * to);
  for (std::uint64_t o = 0; o < to; ++o) {
    const std::uint64_t at = std::max((2 * o + 1) * from, to) - to;
    const std::uint64_t first = at / (2 * to), rest = at % (2 * to);
    if (first + 1 >= from)
      axis.taps.push_back({std::size_t(from - 1), {axis.sum}});
    else
      axis.taps.push_back({std::size_t(first), {double(2 * to - rest), double(rest)}});
  }
  return axis;
}

Axis make_axis(std::size_t from, std::size_t to) {
  return to < from ? reduced(from, to) : enlarged(from, to);
}

}  // namespace

std::vector<float> resample(const float* plane, std::size_t height, std::size_t width, std::size_t to_height,
                            std::size_t to_width) {
  if (height == to_height && width == to_width) return {plane, plane + height * width};
  const Axis across = make_axis(width, to_width), down = make_axis(height, to_height);
  std::vector<double> rows(height * to_width);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < to_width; ++x) {
      const Taps& taps = across.taps[x];
      double sum = 0;
      for (std::size_t k = 0; k < taps.weights.size(); ++k)
        sum += taps.weights[k] * double(plane[y * width + taps.first + k]);
      rows[y * to_width + x] = sum / across.sum;
    }
  std::vector<float> out(to_height * to_width);
  std::vector<double> sums(to_width);
  for (std::size_t y = 0; y < to_height; ++y) {
    const Taps& taps = down.taps[y];
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::size_t k = 0; k < taps.weights.size(); ++k)
      for (std::size_t x = 0; x < to_width; ++x)
        sums[x] += taps.weights[k] * rows[(taps.first + k) * to_width + x];
    for (std::size_t x = 0; x < to_width; ++x) out[y * to_width + x] = float(sums[x] / down.sum);
  }
  return out;
}

std::vector<float> luma(const Picture& picture) {
  const std::size_t size = picture.height * picture.width;
  const float *red = picture.pixels.data(), *green = red + size, *blue = green + size;
  std::vector<float> out(size);
  for (std::size_t i = 0; i < size; ++i)
    out[i] = float(0.299 * double(red[i]) + 0.587 * double(green[i]) + 0.114 * double(blue[i]));
  return out;
}

void fit_picture(const Picture& picture, const PictureShape& shape, float* out) {
  const bool to_grey = shape.channels == 1 && picture.channels == 3;
  const std::vector<float> grey = to_grey ? luma(picture) : std::vector<float>{};
  const std::size_t planes = to_grey ? 1 : picture.channels;
  for (std::size_t c = 0; c < shape.channels; ++c, out += shape.pixels()) {
    if (c >= planes) {
      std::copy_n(out - shape.pixels(), shape.pixels(), out);
      continue;
    }
    const float* plane = to_grey ? grey.data() : picture.pixels.data() + c * picture.height * picture.width;
    const std::vector<float> fitted =
        resample(plane, picture.height, picture.width, shape.height, shape.width);
    std::copy(fitted.begin(), fitted.end(), out);
  }
}

}  // namespace discern
