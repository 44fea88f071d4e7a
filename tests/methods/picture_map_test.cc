#include "methods/picture_map.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "testing/faults.h"
#include "testing/pictures.h"

using namespace discern;

namespace {

constexpr PictureShape kShape{28, 32, 1};

// The mean of a map over a square of 8 pixels.
double mean_at(const std::vector<float>& map, std::size_t top, std::size_t left) {
  double sum = 0;
  for (std::size_t y = top; y < top + 8; ++y)
    for (std::size_t x = left; x < left + 8; ++x) sum += double(map[y * kShape.width + x]) / 64;
  return sum;
}

}  // namespace

TEST_CASE("a map is brightest where a picture was changed, by structure or by difference") {
  const Matrix normal = striped_pictures(kShape, 80, 1);
  const PictureFeatures features(kShape);
  Matrix differences(80, kShape.pixels());
  const std::vector<float> grey(kShape.size(), 0.5f);
  for (std::size_t i = 0; i < 80; ++i)
    PictureMap::difference(normal.row(i), grey.data(), kShape, differences.row(i));
  const PictureMap map(normal, differences, features);
  Matrix x = striped_pictures(kShape, 1, 5);
  for (std::size_t y = 4; y < 12; ++y)
    for (std::size_t c = 16; c < 24; ++c) x.data[y * kShape.width + c] = 1;
  std::vector<float> difference(kShape.pixels()), without(kShape.pixels()), with(kShape.pixels());
  PictureMap::difference(x.row(0), grey.data(), kShape, difference.data());
  map.compute(features, x.row(0), nullptr, without.data());
  map.compute(features, x.row(0), difference.data(), with.data());
  for (const auto* own : {&without, &with}) {
    for (const float v : *own) CHECK((std::isfinite(v) && v >= 0));
    CHECK(mean_at(*own, 4, 16) > 2 * mean_at(*own, 18, 2));
  }
  CHECK(mean_at(with, 4, 16) > mean_at(without, 4, 16));
}

TEST_CASE("the difference of a picture from itself is nothing, from another what stands between them") {
  std::vector<float> a(kShape.size(), 0.25f), b(kShape.size(), 0.75f), out(kShape.pixels());
  PictureMap::difference(a.data(), a.data(), kShape, out.data());
  for (const float v : out) CHECK(v == 0);
  PictureMap::difference(a.data(), b.data(), kShape, out.data());
  for (const float v : out) CHECK(v == Approx(0.5));
}

TEST_CASE("a map saved and loaded has the same bits, and an impossible one is refused") {
  const Matrix normal = striped_pictures(kShape, 20, 1), x = striped_pictures(kShape, 1, 7);
  const PictureFeatures features(kShape);
  const PictureMap map(normal, {}, features);
  Archive archive;
  map.save(archive, "map");
  std::vector<float> a(kShape.pixels()), b(kShape.pixels());
  map.compute(features, x.row(0), nullptr, a.data());
  PictureMap::load(archive, "map", features).compute(features, x.row(0), nullptr, b.data());
  CHECK(a == b);
  std::get<std::vector<float>>(archive.tensors["map.deviation"].values)[3] = 0;
  check_fault(Fault::model, "map", [&] { PictureMap::load(archive, "map", features); });
}
