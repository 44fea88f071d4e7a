#include "data/scan_phantom.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace discern::scans {
namespace {

// Places and sizes are in half sides of the picture from its middle, x to the right and y down; intensities
// from 0, black, to 1.
struct Organ {
  double x, y, wide, high, turn, intensity;
};

enum Part { kBody, kLeftLung, kRightLung, kHeart, kLiver, kSpine, kParts };
using Body = std::array<Organ, kParts>;

constexpr Body kUsual = {{{0, 0, 0.80, 0.86, 0, 0.45},
                          {-0.36, -0.08, 0.25, 0.48, 0.12, 0.16},
                          {0.36, -0.08, 0.25, 0.48, -0.12, 0.16},
                          {-0.06, 0.16, 0.21, 0.24, 0.5, 0.62},
                          {0.30, 0.54, 0.27, 0.15, -0.2, 0.56},
                          {0, 0.66, 0.09, 0.10, 0, 0.86}}};
constexpr std::array kSolid = {kHeart, kLiver};
constexpr std::array kAiry = {kLeftLung, kRightLung};

// What a scanner does to all of its pictures.
struct Scanner {
  double gain, offset, gamma, blur, noise, fall_off;
};
constexpr std::array<Scanner, 3> kScanners = {{{1.0, 0.0, 1.0, 0.25, 0.015, 0.04},
                                               {0.92, 0.04, 0.88, 0.45, 0.022, 0.08},
                                               {1.06, -0.02, 1.12, 0.1, 0.028, 0.06}}};

double around(double value, double deviation, Random& random) {
  return value + deviation * std::clamp(random.normal(), -2.5, 2.5);
}

double between(double least, double most, Random& random) {
  return least + (most - least) * random.uniform();
}

// How he lies: of a place in the picture, the place in the body.
struct Pose {
  double x, y, cosine, sine, wide, high;

  explicit Pose(Random& random) {
    const double turn = around(0, 0.02, random), scale = around(1, 0.02, random);
    x = around(0, 0.015, random);
    y = around(0, 0.015, random);
    cosine = std::cos(turn);
    sine = std::sin(turn);
    wide = scale * around(1, 0.015, random);
    high = scale * around(1, 0.015, random);
  }
  std::array<double, 2> at(double u, double v) const {
    return {(cosine * (u - x) + sine * (v - y)) / wide, (cosine * (v - y) - sine * (u - x)) / high};
  }
};

// 1 within an organ, 0 beyond it, over a soft edge.
double within(const Organ& organ, double x, double y, double edge) {
  const double c = std::cos(organ.turn), s = std::sin(organ.turn);
  const double u = (c * (x - organ.x) + s * (y - organ.y)) / organ.wide,
               v = (c * (y - organ.y) - s * (x - organ.x)) / organ.high;
  const double beyond = (std::sqrt(u * u + v * v) - 1) * std::min(organ.wide, organ.high) / edge;
  return std::clamp(0.5 - beyond, 0.0, 1.0);
}

// Smooth noise: normal numbers on a lattice, and between them.
class Field {
 public:
  Field(std::size_t side, double cell, Random& random)
      : cell_(cell), size_(std::size_t(double(side) / cell) + 3), knots_(size_ * size_) {
    for (double& knot : knots_) knot = random.normal();
  }
  double at(std::size_t row, std::size_t column) const {
    const double v = double(row) / cell_, u = double(column) / cell_;
    const auto y = std::size_t(v), x = std::size_t(u);
    const double down = eased(v - double(y)), along = eased(u - double(x));
    const double* const from = knots_.data() + y * size_ + x;
    return std::lerp(std::lerp(from[0], from[1], along), std::lerp(from[size_], from[size_ + 1], along),
                     down);
  }

 private:
  static double eased(double t) { return t * t * (3 - 2 * t); }
  double cell_;
  std::size_t size_;
  std::vector<double> knots_;
};

Body grown(Random& random) {
  Body out = kUsual;
  for (Organ& organ : out) {
    organ.x = around(organ.x, 0.01, random);
    organ.y = around(organ.y, 0.01, random);
    organ.wide *= around(1, 0.03, random);
    organ.high *= around(1, 0.03, random);
    organ.turn = around(organ.turn, 0.04, random);
    organ.intensity = around(organ.intensity, 0.012, random);
  }
  return out;
}

double intensity(const Body& body, double x, double y, double edge) {
  double out = 0.02;
  for (const Organ& organ : body) out = std::lerp(out, organ.intensity, within(organ, x, y, edge));
  return out;
}

class Making {
 public:
  Making(std::size_t side, double contrast) : side_(side), contrast_(contrast), edge_(2.4 / double(side)) {}

  Scan make(Lesion kind, Random& anatomy, Random& lesion) {
    const Body body = grown(anatomy);
    const Pose pose(anatomy);
    constexpr std::array kMayChange = {kHeart, kLiver, kLeftLung, kRightLung};
    const Part part = kMayChange[lesion.below(kMayChange.size())];
    const Body other = kind == Lesion::organ ? changed(body, part, lesion) : body;
    const bool spot = kind != Lesion::none && kind != Lesion::organ;
    const Organ place = placed(kind, body, lesion);
    const Field fine(side_, 1.6 * scale(), anatomy), coarse(side_, 6 * scale(), anatomy),
        grain(side_, 1.5, lesion);
    std::vector<double> picture(side_ * side_);
    Scan out{{}, std::vector<std::uint8_t>(side_ * side_)};
    for (std::size_t i = 0; i < picture.size(); ++i) {
      const std::size_t row = i / side_, column = i % side_;
      const auto [x, y] = pose.at(place_of(column), place_of(row));
      const double inside = within(body[kBody], x, y, edge_);
      double value = intensity(other, x, y, edge_);
      const double here = spot ? inside * within(place, x, y, 3 * edge_) : 0;
      if (kind == Lesion::bright) value += kBlob * contrast_ * here;
      if (kind == Lesion::dark) value -= kBlob * contrast_ * here;
      if (kind == Lesion::texture) value += kGrain * contrast_ * here * grain.at(row, column);
      value += inside * (0.025 * fine.at(row, column) + 0.02 * coarse.at(row, column));
      picture[i] = value;
      const double organ = std::max(within(body[part], x, y, edge_), within(other[part], x, y, edge_));
      out.mask[i] = (kind == Lesion::organ ? organ : here) > 0.5 ? 255 : 0;
    }
    out.pixels = scanned(picture, anatomy);
    return out;
  }

 private:
  static constexpr double kBlob = 0.5, kGrain = 0.5;

  double scale() const { return double(side_) / 64; }
  double place_of(std::size_t pixel) const { return 2 * (double(pixel) + 0.5) / double(side_) - 1; }

  // An organ that fades into the body, down to none, or is stretched.
  Body changed(Body body, Part part, Random& random) const {
    Organ& organ = body[part];
    if (random.uniform() < 0.5) {
      organ.intensity = std::lerp(organ.intensity, body[kBody].intensity, std::min(1.0, 2 * contrast_));
    } else {
      const double grown = 1 + 1.4 * contrast_ * between(0.7, 1, random);
      const bool wider = random.uniform() < 0.5;
      organ.wide *= wider ? grown : 1 / grown;
      organ.high *= wider ? 1 / grown : grown;
    }
    return body;
  }

  Organ placed(Lesion kind, const Body& body, Random& random) const {
    const bool solid = kind == Lesion::dark || (kind == Lesion::texture && random.uniform() < 0.5);
    const Organ& in = body[solid ? kSolid[random.below(kSolid.size())] : kAiry[random.below(kAiry.size())]];
    const double angle = 2 * std::numbers::pi * random.uniform(), far = 0.6 * std::sqrt(random.uniform());
    const double least = 4.4 / double(side_), size = std::max(least, between(0.11, 0.2, random));
    return {in.x + far * in.wide * std::cos(angle), in.y + far * in.high * std::sin(angle),
            size * between(0.85, 1.2, random),      size,
            std::numbers::pi * random.uniform(),    0};
  }

  // A pixel and the mean of its 3 x 3 neighbours, mixed.
  std::vector<double> blurred(const std::vector<double>& picture, double share) const {
    std::vector<double> out(picture.size());
    const auto near = [&](std::size_t at, std::size_t step) {
      return std::min(side_ - 1, at + step - std::min<std::size_t>(at + step, 1));
    };
    for (std::size_t i = 0; i < out.size(); ++i) {
      double sum = 0;
      for (std::size_t v = 0; v < 3; ++v)
        for (std::size_t u = 0; u < 3; ++u) sum += picture[near(i / side_, v) * side_ + near(i % side_, u)];
      out[i] = std::lerp(picture[i], sum / 9, share);
    }
    return out;
  }

  std::vector<std::uint8_t> scanned(const std::vector<double>& picture, Random& random) const {
    const Scanner& s = kScanners[random.below(kScanners.size())];
    const double gain = s.gain * around(1, 0.03, random), offset = around(s.offset, 0.01, random),
                 gamma = s.gamma * around(1, 0.03, random), down = around(0, s.fall_off, random),
                 along = around(0, s.fall_off, random), noise = s.noise * around(1, 0.1, random);
    std::vector<std::uint8_t> out;
    const std::vector<double> seen = blurred(picture, s.blur);
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const double fall = 1 + down * place_of(i / side_) + along * place_of(i % side_);
      const double value =
          gain * fall * std::pow(std::max(seen[i], 0.0), gamma) + offset + noise * random.normal();
      out.push_back(std::uint8_t(std::lround(255 * std::clamp(value, 0.0, 1.0))));
    }
    return out;
  }

  std::size_t side_;
  double contrast_, edge_;
};

}  // namespace

std::string_view lesion_name(Lesion kind) {
  constexpr std::array<std::string_view, 5> kNames = {"good", "bright", "dark", "texture", "organ"};
  return kNames[std::size_t(kind)];
}

Scan make_scan(std::size_t side, Lesion kind, double contrast, Random& anatomy, Random& lesion) {
  return Making(side, contrast).make(kind, anatomy, lesion);
}

}  // namespace discern::scans
