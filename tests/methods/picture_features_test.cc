#include "methods/picture_features.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "kernels/gaussian.h"
#include "testing/faults.h"

namespace discern {
namespace {

constexpr std::size_t kEnergies = 19 * 21;  // of a grey picture of 28 x 28

std::vector<float> noise(const PictureShape& shape, std::uint64_t seed) {
  Random random(seed, "picture features test");
  std::vector<float> out(shape.size());
  for (float& v : out) v = float(random.uniform());
  return out;
}

std::vector<float> features_of(const PictureShape& shape, const std::vector<float>& x) {
  const PictureFeatures features(shape);
  const std::size_t n = x.size() / shape.size();
  std::vector<float> out(n * features.size());
  features.compute(x.data(), n, out.data());
  return out;
}

using Plane = std::vector<double>;

// Every energy map of the definition, in double, pixel by pixel.
std::vector<Plane> energy_maps(const PictureShape& shape, const std::vector<float>& x,
                               const std::vector<double>& sigmas) {
  const auto h = std::ptrdiff_t(shape.height), w = std::ptrdiff_t(shape.width);
  double mean = 0, squares = 0;
  for (const float v : x) mean += double(v) / double(x.size());
  for (const float v : x) squares += (double(v) - mean) * (double(v) - mean) / double(x.size());
  std::vector<std::vector<float>> g(1);
  for (const float v : x) g[0].push_back(float(0.2 * (double(v) - mean) / (std::sqrt(squares) + 0.01)));
  for (const double sigma : sigmas) {
    g.emplace_back(x.size());
    smooth_reference(g[0].data(), shape.height, shape.width, gaussian_weights(sigma), g.back().data());
  }
  std::vector<Plane> out;
  for (std::size_t i = 0; i + 1 < g.size(); ++i) {
    out.emplace_back();
    for (std::size_t p = 0; p < x.size(); ++p)
      out.back().push_back(std::pow(double(g[i][p]) - double(g[i + 1][p]), 2));
  }
  for (std::size_t i = 1; i + 1 < g.size(); ++i) {
    const auto at = [&](std::ptrdiff_t y, std::ptrdiff_t c) {
      return double(g[i][std::size_t(std::clamp<std::ptrdiff_t>(y, 0, h - 1) * w +
                                     std::clamp<std::ptrdiff_t>(c, 0, w - 1))]);
    };
    for (int order = 1; order <= 2; ++order)
      for (int k = 0; k < 4; ++k) {
        const double angle = k * std::acos(-1.0) / 4, c = std::cos(angle), s = std::sin(angle);
        out.emplace_back();
        for (std::ptrdiff_t y = 0; y < h; ++y)
          for (std::ptrdiff_t v = 0; v < w; ++v) {
            const double dx = (at(y, v + 1) - at(y, v - 1)) / 2, dy = (at(y + 1, v) - at(y - 1, v)) / 2;
            const double dxx = at(y, v + 1) - 2 * at(y, v) + at(y, v - 1);
            const double dyy = at(y + 1, v) - 2 * at(y, v) + at(y - 1, v);
            const double dxy =
                (at(y + 1, v + 1) - at(y + 1, v - 1) - at(y - 1, v + 1) + at(y - 1, v - 1)) / 4;
            const double along = order == 1 ? c * dx + s * dy : c * c * dxx + 2 * c * s * dxy + s * s * dyy;
            out.back().push_back(along * along);
          }
      }
  }
  return out;
}

TEST_CASE("features are those of the definition, computed pixel by pixel") {
  for (const auto& [shape, sigmas] : {std::pair{PictureShape{28, 28, 1}, std::vector{0.7, 1.4, 2.8}},
                                      std::pair{PictureShape{58, 61, 1}, std::vector{0.7, 1.4, 2.8, 5.6}}}) {
    const std::vector<float> x = noise(shape, 3), own = features_of(shape, x);
    std::size_t at = 0;
    for (const Plane& map : energy_maps(shape, x, sigmas))
      for (const std::size_t grid : {1, 2, 4})
        for (std::size_t r = 0; r < grid; ++r)
          for (std::size_t c = 0; c < grid; ++c) {
            double sum = 0, count = 0;
            for (std::size_t y = r * shape.height / grid; y < (r + 1) * shape.height / grid; ++y)
              for (std::size_t v = c * shape.width / grid; v < (c + 1) * shape.width / grid; ++v)
                sum += map[y * shape.width + v], ++count;
            CHECK(own[at++] == Approx(std::log(sum / count + 1e-6)).margin(2e-3));
          }
    CHECK(own.size() == at + 18);
  }
}

TEST_CASE("a constant picture has no energy and its own brightness") {
  const PictureShape shape{28, 28, 1};
  const auto own = features_of(shape, std::vector<float>(shape.size(), 0.3f));
  REQUIRE(own.size() == 417);
  for (std::size_t i = 0; i < kEnergies; ++i) CHECK(own[i] == Approx(std::log(1e-6)));
  for (std::size_t i = kEnergies; i < kEnergies + 16; ++i) CHECK(own[i] == Approx(0).margin(1e-6));
  CHECK(own[415] == Approx(0.3f));
  CHECK(own[416] == Approx(std::log(1e-3)).margin(1e-3));
}

TEST_CASE("an edge has energy across itself and none along") {
  const PictureShape shape{28, 28, 1};
  std::vector<float> x(shape.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 28 < 14 ? 0.0f : 1.0f;
  const auto own = features_of(shape, x);
  // The first differences at sigma 0.7, over the whole picture: 0, 45, 90, 135 degrees.
  const float across = own[3 * 21], rising = own[4 * 21], along = own[5 * 21], falling = own[6 * 21];
  CHECK(along == Approx(std::log(1e-6)).margin(1e-3));
  CHECK(across > -7);
  CHECK(rising == Approx(falling).margin(1e-4));
  CHECK(rising == Approx(across - std::log(2.0)).margin(0.01));
}

TEST_CASE("energies do not depend on brightness and hardly on contrast") {
  const PictureShape shape{28, 28, 1};
  const std::vector<float> x = noise(shape, 5);
  const auto own = features_of(shape, x);
  std::vector<float> brighter = x, paler = x;
  for (float& v : brighter) v += 0.5f;
  for (float& v : paler) v *= 0.5f;
  const auto bright = features_of(shape, brighter), pale = features_of(shape, paler);
  for (std::size_t i = 0; i < kEnergies; ++i) {
    CHECK(bright[i] == Approx(own[i]).margin(1e-3));
    CHECK(std::abs(pale[i] - own[i]) < 0.1);
  }
  CHECK(bright[415] == Approx(own[415] + 0.5f));
  CHECK(pale[416] == Approx(own[416] - std::log(2.0)).margin(0.01));
}

TEST_CASE("a picture's features have the same bits alone and among others, and are finite") {
  const PictureShape shape{40, 33, 3};
  std::vector<float> x = noise({120, 33, 3}, 7);
  for (std::size_t i = 0; i < shape.size(); ++i) x[i] = i % 2 ? 3e38f : -3e38f;
  const auto together = features_of(shape, x);
  const std::size_t size = PictureFeatures(shape).size();
  for (std::size_t i = 0; i < 3; ++i) {
    const std::vector<float> one(x.begin() + std::ptrdiff_t(i * shape.size()),
                                 x.begin() + std::ptrdiff_t((i + 1) * shape.size()));
    const auto alone = features_of(shape, one);
    CHECK(std::equal(alone.begin(), alone.end(), together.begin() + std::ptrdiff_t(i * size)));
  }
  for (const float v : together) CHECK(std::isfinite(v));
}

TEST_CASE("colours that the luma does not tell show in the features of the channels") {
  const PictureShape shape{28, 28, 3};
  std::vector<float> grey(shape.size()), coloured(shape.size());
  for (std::size_t i = 0; i < shape.pixels(); ++i)
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = float(i % 28) / 28;
      grey[c * shape.pixels() + i] = value;
      coloured[c * shape.pixels() + i] = value + (c == 0 ? 0.1f * 0.587f : c == 1 ? -0.1f * 0.299f : 0.0f);
    }
  const auto a = features_of(shape, grey), b = features_of(shape, coloured);
  REQUIRE(a.size() == 417 + 3 * 18);
  for (std::size_t i = 0; i < 417; ++i) CHECK(a[i] == Approx(b[i]).margin(2e-3));
  CHECK(b[417] == Approx(a[417] + 0.0587f).margin(1e-4));
  CHECK(b[419] - a[419] == Approx(0.0587f).margin(1e-4));
}

TEST_CASE("pictures of impossible sides are refused") {
  check_fault(Fault::data, "28 x 15", [] { PictureFeatures(PictureShape{15, 28, 1}); });
  check_fault(Fault::data, "1025 x 28", [] { PictureFeatures(PictureShape{28, 1025, 1}); });
}

}  // namespace
}  // namespace discern
