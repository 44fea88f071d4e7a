#include "train/held_out.h"

#include <cmath>

#include "detector/map_scale.h"
#include "methods/picture_map.h"
#include "testing/pictures.h"
#include "train/catch.h"

using namespace discern;

namespace {

constexpr PictureShape kShape{28, 28, 1};

Matrix maps_of(const PictureMap& map, const PictureFeatures& features, const Matrix& x) {
  Matrix out(x.rows, kShape.pixels());
  for (std::size_t i = 0; i < x.rows; ++i) map.compute(features, x.row(i), nullptr, out.row(i));
  return out;
}

double share_beyond(const MapScale& scale, const Matrix& maps, double rate) {
  std::vector<float> evidence(maps.cols);
  double count = 0;
  for (std::size_t i = 0; i < maps.rows; ++i) {
    scale.apply(maps.row(i), evidence.data());
    for (const float e : evidence) count += double(e) >= -std::log10(rate);
  }
  return count / double(maps.rows * maps.cols);
}

}  // namespace

TEST_CASE("maps of pictures left out make a scale that holds on fresh ones, and those learned from do not") {
  // Few pictures for 13 channels a place: what was learned from looks much more normal than it is.
  const Matrix normal = striped_pictures(kShape, 150, 1), fresh = striped_pictures(kShape, 200, 2);
  const PictureFeatures features(kShape);
  const PictureMap map(normal, {}, features);
  const MapScale left_out(left_out_maps(normal, {}, features)), learned(maps_of(map, features, normal));
  const Matrix fresh_maps = maps_of(map, features, fresh);
  for (const double rate : {0.1, 0.01}) {
    CHECK(share_beyond(left_out, fresh_maps, rate) < 1.6 * rate);
    CHECK(share_beyond(left_out, fresh_maps, rate) > 0.3 * rate);
    CHECK(share_beyond(learned, fresh_maps, rate) > share_beyond(left_out, fresh_maps, rate));
  }
}

TEST_CASE("too few pictures leave out none") {
  CHECK(left_out_maps(striped_pictures(kShape, 7, 1), {}, PictureFeatures(kShape)).rows == 0);
}
