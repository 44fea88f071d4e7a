#include "train/picture_negatives.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "kernels/gaussian.h"

namespace discern {
namespace {

constexpr std::array<std::string_view, kNegativeKinds.size()> kNames = {"paste", "blob", "freq", "noise",
                                                                        "warp",  "geo",  "tone", "mix"};

}  // namespace

std::string_view negative_name(NegativeKind kind) {
  return kNames[std::size_t(kind)];
}

float sample(const float* plane, const PictureShape& shape, double y, double x) {
  y = std::clamp(y, 0.0, double(shape.height - 1));
  x = std::clamp(x, 0.0, double(shape.width - 1));
  const auto top = std::size_t(y), left = std::size_t(x);
  const std::size_t bottom = std::min(top + 1, shape.height - 1), right = std::min(left + 1, shape.width - 1);
  const double down = y - double(top), along = x - double(left);
  const float* const a = plane + top * shape.width;
  const float* const b = plane + bottom * shape.width;
  return float((1 - down) * ((1 - along) * double(a[left]) + along * double(a[right])) +
               down * ((1 - along) * double(b[left]) + along * double(b[right])));
}

PictureNegatives::PictureNegatives(const PictureShape& shape, Random random)
    : shape_(shape), random_(std::move(random)), mask_(shape.pixels()), made_(shape.size()) {}

double PictureNegatives::strength(double least, double most) {
  return std::exp(uniform(std::log(least), std::log(most)));
}

double PictureNegatives::of_side(double share) const {
  return share * double(std::min(shape_.height, shape_.width));
}

// Smooth noise of mean 0 and deviation 1.
void PictureNegatives::cloud(double sigma, std::vector<float>& out) {
  out.resize(shape_.pixels());
  for (float& v : out) v = float(random_.normal());
  smooth(out.data(), shape_.height, shape_.width, gaussian_weights(sigma), out.data());
  double sum = 0, squares = 0;
  for (const float v : out) sum += double(v), squares += double(v) * double(v);
  const double mean = sum / double(out.size());
  const double deviation = std::sqrt(std::max(squares / double(out.size()) - mean * mean, 1e-12));
  for (float& v : out) v = float((double(v) - mean) / deviation);
}

void PictureNegatives::box(std::vector<float>& out, bool ellipse) {
  const double tall = of_side(uniform(0.06, 0.35)), wide = of_side(uniform(0.06, 0.35));
  const double y0 = uniform(0, double(shape_.height)), x0 = uniform(0, double(shape_.width));
  for (std::size_t y = 0; y < shape_.height; ++y)
    for (std::size_t x = 0; x < shape_.width; ++x) {
      const double v = (double(y) - y0) / tall, u = (double(x) - x0) / wide;
      const bool inside = ellipse ? v * v + u * u <= 1 : std::abs(v) <= 1 && std::abs(u) <= 1;
      out[y * shape_.width + x] = inside ? 1.0f : 0.0f;
    }
}

const std::vector<float>& PictureNegatives::mask() {
  const std::uint64_t form = random_.below(3);
  if (form < 2) {
    box(mask_, form == 1);
  } else {
    cloud(of_side(uniform(0.08, 0.2)), field_);
    const auto threshold = float(uniform(0.2, 1.5));
    for (std::size_t i = 0; i < mask_.size(); ++i) mask_[i] = field_[i] > threshold ? 1.0f : 0.0f;
  }
  if (std::all_of(mask_.begin(), mask_.end(), [](float v) { return v == 0; }))
    mask_[random_.below(mask_.size())] = 1;
  smooth(mask_.data(), shape_.height, shape_.width, gaussian_weights(of_side(uniform(0.01, 0.06))),
         mask_.data());
  return mask_;
}

void PictureNegatives::everywhere_or_masked() {
  if (random_.below(2))
    mask();
  else
    std::fill(mask_.begin(), mask_.end(), 1.0f);
}

// from + share mask (to - from), within [0, 1] unless from is beyond.
void PictureNegatives::blend(const float* from, const std::vector<float>& to, double share,
                             float* out) const {
  for (std::size_t i = 0; i < shape_.size(); ++i) {
    const float value = from[i] + float(share) * mask_[i % shape_.pixels()] * (to[i] - from[i]);
    out[i] = std::clamp(value, std::min(0.0f, from[i]), std::max(1.0f, from[i]));
  }
}

void PictureNegatives::paste(const float* picture, const float* other, float* out) {
  mask();
  const double down = uniform(-0.25, 0.25) * double(shape_.height),
               along = uniform(-0.25, 0.25) * double(shape_.width);
  for (std::size_t c = 0; c < shape_.channels; ++c)
    for (std::size_t i = 0; i < shape_.pixels(); ++i)
      made_[c * shape_.pixels() + i] =
          sample(other + c * shape_.pixels(), shape_, std::round(double(i / shape_.width) + down),
                 std::round(double(i % shape_.width) + along));
  blend(picture, made_, strength(0.15, 1), out);
}

void PictureNegatives::blob(const float* picture, float* out) {
  mask();
  const std::uint64_t form = random_.below(3);
  const double step = strength(0.03, 0.6) * (form == 0 ? 1 : -1);
  for (std::size_t c = 0; c < shape_.channels; ++c) {
    const double grey = uniform(0, 1);
    for (std::size_t i = c * shape_.pixels(); i < (c + 1) * shape_.pixels(); ++i)
      made_[i] = float(form == 2 ? grey : double(picture[i]) + step);
  }
  blend(picture, made_, form == 2 ? strength(0.1, 1) : 1, out);
}

void PictureNegatives::freq(const float* picture, float* out) {
  everywhere_or_masked();
  const auto weights = gaussian_weights(of_side(strength(0.018, 0.1)));
  for (std::size_t c = 0; c < shape_.channels; ++c)
    smooth(picture + c * shape_.pixels(), shape_.height, shape_.width, weights,
           made_.data() + c * shape_.pixels());
  const bool sharpen = random_.below(2);
  blend(picture, made_, sharpen ? -strength(0.15, 2) : strength(0.15, 1), out);
}

void PictureNegatives::noise(const float* picture, float* out) {
  everywhere_or_masked();
  const double sigma = strength(0.01, 0.2);
  const bool white = random_.below(2);
  const double size = of_side(uniform(0.02, 0.1));
  for (std::size_t c = 0; c < shape_.channels; ++c) {
    if (!white) cloud(size, field_);
    for (std::size_t i = 0; i < shape_.pixels(); ++i) {
      const double n = white ? random_.normal() : double(field_[i]);
      made_[c * shape_.pixels() + i] = picture[c * shape_.pixels() + i] + float(sigma * n);
    }
  }
  blend(picture, made_, 1, out);
}

void PictureNegatives::warp(const float* picture, float* out) {
  std::fill(mask_.begin(), mask_.end(), 1.0f);
  const double far = of_side(strength(0.012, 0.12));
  cloud(of_side(uniform(0.08, 0.25)), field_);
  cloud(of_side(uniform(0.08, 0.25)), other_field_);
  for (std::size_t c = 0; c < shape_.channels; ++c)
    for (std::size_t i = 0; i < shape_.pixels(); ++i)
      made_[c * shape_.pixels() + i] =
          sample(picture + c * shape_.pixels(), shape_, double(i / shape_.width) + far * double(field_[i]),
                 double(i % shape_.width) + far * double(other_field_[i]));
  blend(picture, made_, 1, out);
}

void PictureNegatives::geo(const float* picture, float* out) {
  const std::uint64_t form = random_.below(3);
  if (form == 2) return tiles(picture, out);
  const double turn = form == 0 ? (random_.below(2) ? 1 : -1) * strength(8, 180) * std::numbers::pi / 180 : 0;
  const double cosine = std::cos(turn), sine = std::sin(turn);
  const bool upside_down = form == 1 && random_.below(2), mirrored = form == 1 && !upside_down;
  const double y0 = double(shape_.height - 1) / 2, x0 = double(shape_.width - 1) / 2;
  for (std::size_t c = 0; c < shape_.channels; ++c)
    for (std::size_t i = 0; i < shape_.pixels(); ++i) {
      const double v = (upside_down ? -1 : 1) * (double(i / shape_.width) - y0);
      const double u = (mirrored ? -1 : 1) * (double(i % shape_.width) - x0);
      out[c * shape_.pixels() + i] = sample(picture + c * shape_.pixels(), shape_, y0 + cosine * v - sine * u,
                                            x0 + sine * v + cosine * u);
    }
}

// The tiles of a 2 x 2 or 4 x 4 grid in another order.
void PictureNegatives::tiles(const float* picture, float* out) {
  const std::size_t grid = random_.below(2) ? 2 : 4;
  const std::size_t tall = shape_.height / grid, wide = shape_.width / grid;
  std::copy_n(picture, shape_.size(), out);
  const auto order = random_.permutation(std::uint32_t(grid * grid));
  for (std::size_t c = 0; c < shape_.channels; ++c)
    for (std::size_t t = 0; t < order.size(); ++t) {
      const std::size_t row = order[t] / grid * tall, column = order[t] % grid * wide;
      for (std::size_t y = 0; y < tall; ++y)
        std::copy_n(picture + c * shape_.pixels() + (row + y) * shape_.width + column, wide,
                    out + c * shape_.pixels() + (t / grid * tall + y) * shape_.width + t % grid * wide);
    }
}

void PictureNegatives::tone(const float* picture, float* out) {
  everywhere_or_masked();
  const std::uint64_t form = random_.below(4);
  const double sign = random_.below(2) ? 1 : -1, far = strength(0.08, 1.2);
  for (std::size_t i = 0; i < shape_.size(); ++i) {
    const double value = std::clamp(double(picture[i]), 0.0, 1.0);
    const double changed = form == 0   ? std::pow(value, std::exp(sign * far))
                           : form == 1 ? 0.5 + (value - 0.5) * std::exp(sign * far)
                           : form == 2 ? value + sign * 0.4 * far
                                       : 1 - value;
    made_[i] = float(changed);
  }
  blend(picture, made_, form == 3 ? strength(0.1, 1) : 1, out);
}

void PictureNegatives::make(NegativeKind kind, const float* picture, const float* other, float* out) {
  switch (kind) {
    case NegativeKind::paste:
      return paste(picture, other, out);
    case NegativeKind::blob:
      return blob(picture, out);
    case NegativeKind::freq:
      return freq(picture, out);
    case NegativeKind::noise:
      return noise(picture, out);
    case NegativeKind::warp:
      return warp(picture, out);
    case NegativeKind::geo:
      return geo(picture, out);
    case NegativeKind::tone:
      return tone(picture, out);
    case NegativeKind::mix: {
      const auto share = float(uniform(0.15, 0.5));
      for (std::size_t i = 0; i < shape_.size(); ++i) out[i] = picture[i] + share * (other[i] - picture[i]);
    }
  }
}

}  // namespace discern
