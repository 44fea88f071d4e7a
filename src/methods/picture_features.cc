#include "methods/picture_features.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/fail.h"
#include "kernels/gaussian.h"

namespace discern {
namespace {

constexpr std::size_t kGrid = 4, kCells = kGrid * kGrid, kAllCells = 1 + 4 + kCells;
constexpr std::size_t kDirections = 4;
constexpr double kFinest = 0.7;
constexpr std::size_t kUsualSide = 28;
constexpr double kContrast = 0.2, kLeastContrast = 0.01, kLeastDeviation = 1e-3;
constexpr float kLeastEnergy = 1e-6f;
constexpr float kBrightest = 1e3f;  // far beyond what a picture holds
constexpr float kRoot = 0.70710678f;

struct Plane {
  const float* at;
  std::size_t height, width;
};

// The borders of a row of cells, and which cell each pixel lies in.
std::size_t border(std::size_t cell, std::size_t cells, std::size_t side) {
  return cell * side / cells;
}

struct Moments {
  double mean = 0, deviation = 0;
};

Moments moments_of(const float* values, std::size_t size) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < size; ++i) sum += double(values[i]);
  const double mean = sum / double(size);
  for (std::size_t i = 0; i < size; ++i) squares += (double(values[i]) - mean) * (double(values[i]) - mean);
  return {mean, std::sqrt(squares / double(size))};
}

// values [side, side] summed over the cells of a grid.
template <std::size_t grid>
void add_cells(const float* row, std::size_t width, float* sums) {
  for (std::size_t c = 0; c < grid; ++c) {
    const std::size_t end = border(c + 1, grid, width);
    float sum = 0;
    for (std::size_t x = border(c, grid, width); x < end; ++x) sum += row[x];
    sums[c] += sum;
  }
}

template <std::size_t grid>
std::size_t row_of_cells(std::size_t y, std::size_t height) {
  std::size_t cell = y * grid / height;
  while (y >= border(cell + 1, grid, height)) ++cell;
  while (y < border(cell, grid, height)) --cell;
  return cell;
}

// Maps made row by row: make(y, rows) fills `count` rows; their sums over a grid -> sums [count, grid, grid].
template <std::size_t count, std::size_t grid, class Make>
void sum_maps(const Plane& plane, float* sums, Make make) {
  thread_local std::vector<float> buffer;
  buffer.resize(std::max(buffer.size(), count * plane.width));
  std::fill_n(sums, count * grid * grid, 0.0f);
  std::array<float*, count> rows;
  for (std::size_t m = 0; m < count; ++m) rows[m] = buffer.data() + m * plane.width;
  for (std::size_t y = 0; y < plane.height; ++y) {
    make(y, rows);
    const std::size_t cell = row_of_cells<grid>(y, plane.height);
    for (std::size_t m = 0; m < count; ++m)
      add_cells<grid>(rows[m], plane.width, sums + (m * grid + cell) * grid);
  }
}

struct Neighbourhood {
  const float *above, *here, *below;
};

Neighbourhood rows_at(const Plane& plane, std::size_t y) {
  const std::size_t up = y ? y - 1 : 0, down = std::min(y + 1, plane.height - 1);
  return {plane.at + up * plane.width, plane.at + y * plane.width, plane.at + down * plane.width};
}

// Squared first and second differences at one pixel: left and right are x - 1 and x + 1 within the plane.
struct Differences {
  float dx, dy, dxx, dyy, dxy;
};

inline Differences differences(const Neighbourhood& n, std::size_t left, std::size_t x, std::size_t right) {
  return {0.5f * (n.here[right] - n.here[left]), 0.5f * (n.below[x] - n.above[x]),
          n.here[right] - 2 * n.here[x] + n.here[left], n.below[x] - 2 * n.here[x] + n.above[x],
          0.25f * (n.below[right] - n.below[left] - n.above[right] + n.above[left])};
}

template <class Rows>
inline void put_first(const Differences& d, std::size_t x, Rows& rows) {
  const float rising = kRoot * (d.dx + d.dy), falling = kRoot * (d.dx - d.dy);
  rows[0][x] = d.dx * d.dx;
  rows[1][x] = rising * rising;
  rows[2][x] = d.dy * d.dy;
  rows[3][x] = falling * falling;
}

template <class Rows>
inline void put_second(const Differences& d, std::size_t x, Rows& rows) {
  const float middle = 0.5f * (d.dxx + d.dyy), rising = middle + d.dxy, falling = middle - d.dxy;
  rows[4][x] = d.dxx * d.dxx;
  rows[5][x] = rising * rising;
  rows[6][x] = d.dyy * d.dyy;
  rows[7][x] = falling * falling;
}

template <class Rows, class Put>
void along_row(const Plane& plane, std::size_t y, Rows& rows, Put put) {
  const Neighbourhood n = rows_at(plane, y);
  const std::size_t last = plane.width - 1;
  put(differences(n, 0, 0, 1), 0, rows);
  for (std::size_t x = 1; x < last; ++x) put(differences(n, x - 1, x, x + 1), x, rows);
  put(differences(n, last - 1, last, last), last, rows);
}

template <std::size_t grid>
void band(const Plane& fine, const Plane& coarse, float* sums) {
  sum_maps<1, grid>(fine, sums, [&](std::size_t y, auto& rows) {
    const float* const a = fine.at + y * fine.width;
    const float* const b = coarse.at + y * fine.width;
    for (std::size_t x = 0; x < fine.width; ++x) rows[0][x] = (a[x] - b[x]) * (a[x] - b[x]);
  });
}

double area(std::size_t row, std::size_t column, std::size_t grid, const Plane& plane) {
  return double(border(row + 1, grid, plane.height) - border(row, grid, plane.height)) *
         double(border(column + 1, grid, plane.width) - border(column, grid, plane.width));
}

// Sums over 4 x 4 cells -> log means over 1, 2 x 2 and 4 x 4 of them, [21].
float* put_energies(const float* sums, const Plane& plane, float* out) {
  for (std::size_t grid = 1; grid <= kGrid; grid *= 2)
    for (std::size_t r = 0; r < grid; ++r)
      for (std::size_t c = 0; c < grid; ++c) {
        const std::size_t side = kGrid / grid;
        float sum = 0;
        for (std::size_t i = 0; i < side; ++i)
          for (std::size_t j = 0; j < side; ++j) sum += sums[(r * side + i) * kGrid + c * side + j];
        *out++ = std::log(sum / float(area(r, c, grid, plane)) + kLeastEnergy);
      }
  return out;
}

// Means over the cells of a grid of what make(y, rows) fills one row of.
template <std::size_t grid, class Make>
void mean_cells(const Plane& plane, float* out, Make make) {
  sum_maps<1, grid>(plane, out, make);
  for (std::size_t i = 0; i < grid * grid; ++i) out[i] /= float(area(i / grid, i % grid, grid, plane));
}

// Each place's mean with its neighbours, borders replicated, of [kPlaces, kPlaces].
void spread(const float* values, float* out) {
  constexpr auto kLast = std::ptrdiff_t(PictureFeatures::kPlaces) - 1;
  for (std::ptrdiff_t r = 0; r <= kLast; ++r)
    for (std::ptrdiff_t c = 0; c <= kLast; ++c) {
      float sum = 0;
      for (std::ptrdiff_t i = -1; i <= 1; ++i)
        for (std::ptrdiff_t j = -1; j <= 1; ++j)
          sum += values[std::clamp<std::ptrdiff_t>(r + i, 0, kLast) * (kLast + 1) +
                        std::clamp<std::ptrdiff_t>(c + j, 0, kLast)];
      *out++ = sum / 9;
    }
}

}  // namespace

struct PictureFeatures::Scratch {
  std::vector<float> luma, planes;  // planes: u and its Gaussians
  Moments moments;

  Plane level(std::size_t i, const PictureShape& shape) const {
    return {planes.data() + i * shape.pixels(), shape.height, shape.width};
  }
};

PictureFeatures::PictureFeatures(const PictureShape& shape) : shape_(shape) {
  const auto [least, most] = std::minmax(shape.height, shape.width);
  if (least < kLeastSide || most > kMostSide || shape.channels == 0)
    fail(Fault::data, "the pictures: {} x {} pixels, expected sides of {} to {}; scale them", shape.width,
         shape.height, kLeastSide, kMostSide);
  double sigma = kFinest;
  std::size_t octaves = 3;
  for (std::size_t side = 2 * kUsualSide; side <= least; side *= 2) ++octaves;
  for (std::size_t i = 0; i < octaves; ++i, sigma *= 2) gaussians_.push_back(gaussian_weights(sigma));
}

std::size_t PictureFeatures::size() const {
  const std::size_t octaves = gaussians_.size();
  const std::size_t energies = octaves + 2 * kDirections * (octaves - 1);
  return energies * kAllCells + kCells + 2 + (shape_.channels > 1 ? shape_.channels * (kCells + 2) : 0);
}

// ITU-R BT.601 of three channels, else the mean.
void PictureFeatures::luma(const float* x, float* out) const {
  static constexpr std::array<float, 3> kLuma = {0.299f, 0.587f, 0.114f};
  std::fill_n(out, shape_.pixels(), 0.0f);
  for (std::size_t c = 0; c < shape_.channels; ++c) {
    const float weight = shape_.channels == 3 ? kLuma[c] : 1.0f / float(shape_.channels);
    for (std::size_t i = 0; i < shape_.pixels(); ++i)
      out[i] += weight * std::clamp(x[c * shape_.pixels() + i], -kBrightest, kBrightest);
  }
}

void PictureFeatures::levels(const float* x, Scratch& scratch) const {
  const std::size_t pixels = shape_.pixels();
  scratch.luma.resize(std::max(scratch.luma.size(), pixels));
  scratch.planes.resize(std::max(scratch.planes.size(), (gaussians_.size() + 1) * pixels));
  luma(x, scratch.luma.data());
  scratch.moments = moments_of(scratch.luma.data(), pixels);
  const double scale = kContrast / (scratch.moments.deviation + kLeastContrast);
  float* const u = scratch.planes.data();
  for (std::size_t i = 0; i < pixels; ++i)
    u[i] = float((double(scratch.luma[i]) - scratch.moments.mean) * scale);
  for (std::size_t i = 0; i < gaussians_.size(); ++i)
    smooth(u, shape_.height, shape_.width, gaussians_[i], u + (i + 1) * pixels);
}

// Of several channels: mean, deviation and how the cells differ from the luma.
float* PictureFeatures::colours(const float* x, const Scratch& scratch, float* out) const {
  if (shape_.channels < 2) return out;
  thread_local std::vector<float> plane;
  plane.resize(std::max(plane.size(), shape_.pixels()));
  for (std::size_t c = 0; c < shape_.channels; ++c) {
    for (std::size_t i = 0; i < shape_.pixels(); ++i)
      plane[i] = std::clamp(x[c * shape_.pixels() + i], -kBrightest, kBrightest);
    const Moments moments = moments_of(plane.data(), shape_.pixels());
    *out++ = float(moments.mean);
    *out++ = float(std::log(moments.deviation + kLeastDeviation));
    mean_cells<kGrid>({plane.data(), shape_.height, shape_.width}, out, [&](std::size_t y, auto& rows) {
      for (std::size_t i = 0; i < shape_.width; ++i)
        rows[0][i] = plane[y * shape_.width + i] - scratch.luma[y * shape_.width + i];
    });
    out += kCells;
  }
  return out;
}

void PictureFeatures::compute(const float* x, std::size_t n, float* out) const {
  thread_local Scratch scratch;
  std::array<float, 2 * kDirections * kCells> sums;
  const std::size_t octaves = gaussians_.size();
  for (; n > 0; --n, x += shape_.size()) {
    levels(x, scratch);
    for (std::size_t i = 0; i < octaves; ++i) {
      band<kGrid>(scratch.level(i, shape_), scratch.level(i + 1, shape_), sums.data());
      out = put_energies(sums.data(), scratch.level(i, shape_), out);
    }
    for (std::size_t i = 1; i < octaves; ++i) {
      const Plane plane = scratch.level(i, shape_);
      sum_maps<2 * kDirections, kGrid>(plane, sums.data(), [&](std::size_t y, auto& rows) {
        along_row(plane, y, rows, [](const Differences& d, std::size_t at, auto& to) {
          put_first(d, at, to);
          put_second(d, at, to);
        });
      });
      for (std::size_t m = 0; m < 2 * kDirections; ++m)
        out = put_energies(sums.data() + m * kCells, plane, out);
    }
    const Plane widest = scratch.level(octaves, shape_);
    mean_cells<kGrid>(widest, out, [&](std::size_t y, auto& rows) {
      std::copy_n(widest.at + y * widest.width, widest.width, rows[0]);
    });
    out += kCells;
    *out++ = float(scratch.moments.mean);
    *out++ = float(std::log(scratch.moments.deviation + kLeastDeviation));
    out = colours(x, scratch, out);
  }
}

void PictureFeatures::dense(const float* x, float* out) const {
  thread_local Scratch scratch;
  constexpr std::size_t kAll = kPlaces * kPlaces;
  std::array<float, kDirections * kAll> cells;
  std::array<float, kAll> smoothed;
  std::size_t channel = 0;
  levels(x, scratch);
  const auto area_of = [&](std::size_t i) {
    return float(area(i / kPlaces, i % kPlaces, kPlaces, scratch.level(0, shape_)));
  };
  const auto put_energy = [&](float* sums) {
    for (std::size_t i = 0; i < kAll; ++i) sums[i] /= area_of(i);
    spread(sums, smoothed.data());
    for (std::size_t i = 0; i < kAll; ++i)
      out[i * kChannels + channel] = std::log(smoothed[i] + kLeastEnergy);
    ++channel;
  };
  for (std::size_t i = 0; i < 3; ++i) {
    band<kPlaces>(scratch.level(i, shape_), scratch.level(i + 1, shape_), cells.data());
    put_energy(cells.data());
  }
  for (std::size_t i = 1; i < 3; ++i) {
    const Plane plane = scratch.level(i, shape_);
    sum_maps<kDirections, kPlaces>(plane, cells.data(), [&](std::size_t y, auto& rows) {
      along_row(plane, y, rows, [](const Differences& d, std::size_t at, auto& to) { put_first(d, at, to); });
    });
    for (std::size_t m = 0; m < kDirections; ++m) put_energy(cells.data() + m * kAll);
  }
  for (std::size_t i = gaussians_.size() - 1; i <= gaussians_.size(); ++i, ++channel) {
    const Plane plane = scratch.level(i, shape_);
    mean_cells<kPlaces>(plane, cells.data(), [&](std::size_t y, auto& rows) {
      std::copy_n(plane.at + y * plane.width, plane.width, rows[0]);
    });
    for (std::size_t j = 0; j < kAll; ++j) out[j * kChannels + channel] = cells[j];
  }
}

}  // namespace discern
