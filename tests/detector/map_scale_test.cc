#include "detector/map_scale.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "detector/picture_maps.h"
#include "methods/knn.h"
#include "methods/picture_map.h"
#include "testing/faults.h"
#include "testing/maps.h"
#include "testing/pictures.h"

using namespace discern;

namespace {

constexpr std::size_t kPixels = 100;

// Maps whose pixels have means and deviations of their own.
Matrix random_maps(std::size_t n, std::uint64_t seed) {
  Random random(seed, "maps");
  Matrix out(n, kPixels);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t p = 0; p < kPixels; ++p)
      out.row(i)[p] = float(double(p) + (1 + double(p % 7)) * std::exp(random.normal()));
  return out;
}

}  // namespace

TEST_CASE("of fresh normal maps, about a share r of the pixels is as rare as r") {
  const MapScale scale(random_maps(200, 1));
  const Matrix fresh = random_maps(400, 2);
  for (const double rate : {0.5, 0.1, 0.01, 0.001})
    CHECK(share_beyond(scale, fresh, rate) == Approx(rate).epsilon(rate > 0.005 ? 0.15 : 0.4));
}

TEST_CASE("evidence is -log10 of (1 + how many are as large) / (n + 1), and never more than the rarest") {
  // Two pixels of which one is constant; the values of the other in four pictures, each against the others.
  Matrix maps(4, 1);
  maps.data = {0, 1, 2, 9};
  const MapScale scale(maps);
  const auto evidence = [&](float value) {
    float out;
    scale.apply(&value, &out);
    return double(out);
  };
  CHECK(evidence(-1000) == 0);
  CHECK(evidence(1e6f) == Approx(-std::log10(2.0 / 5)));
  double last = 0;
  for (float v = -5; v < 100; v += 0.25f) {
    CHECK(evidence(v) >= last);
    last = evidence(v);
  }
}

TEST_CASE("too few pictures make no scale, and none is saved") {
  const MapScale scale(random_maps(3, 1));
  CHECK_FALSE(scale);
  Archive archive;
  scale.save(archive);
  CHECK(archive.tensors.empty());
  CHECK_FALSE(MapScale::load(archive, kPixels));
}

TEST_CASE("a scale saved and loaded gives the same bits, and an impossible one is refused") {
  const MapScale scale(random_maps(20, 1));
  Archive archive;
  scale.save(archive);
  const Matrix x = random_maps(1, 3);
  std::vector<float> a(kPixels), b(kPixels);
  scale.apply(x.row(0), a.data());
  MapScale::load(archive, kPixels).apply(x.row(0), b.data());
  CHECK(a == b);
  check_fault(Fault::model, "map.usual", [&] { MapScale::load(archive, kPixels + 1); });
  check_fault(Fault::model, "map.values", [&] { MapScale::load(archive, 0); });
  const auto damaged = [&](const char* name, double value) {
    Archive other = archive;
    auto& tensor = other.tensors[name].values;
    std::visit([&](auto& values) { values[2] = typename std::decay_t<decltype(values)>::value_type(value); },
               tensor);
    check_fault(Fault::model, "scale of its maps", [&] { MapScale::load(other, kPixels); });
  };
  damaged("map.deviation", 0);
  damaged("map.values", -1e9);
  damaged("map.evidence", 13);
}

TEST_CASE("a method that makes no maps is shown by its smoothed difference to the reference") {
  constexpr PictureShape kShape{16, 20, 1};
  const Matrix normal = striped_pictures(kShape, 20, 1), x = striped_pictures(kShape, 2, 2);
  const auto method = learn_knn(normal, KnnOptions{3, 20}, 1);
  std::vector<float> maps(2 * kShape.pixels()), made(2 * kShape.size()), expected(kShape.pixels());
  raw_maps(*method, kShape, x.row(0), 2, maps.data());
  method->reference(x.row(0), 2, made.data());
  PictureMap::difference(x.row(1), made.data() + kShape.size(), kShape, expected.data());
  CHECK(std::equal(expected.begin(), expected.end(), maps.begin() + std::ptrdiff_t(kShape.pixels())));
}
