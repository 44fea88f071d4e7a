#include "train/held_out.h"

#include "methods/picture_map.h"
#include "methods/picture_memory.h"
#include "testing/maps.h"
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

}  // namespace

TEST_CASE("maps of pictures left out make a scale that holds on fresh ones, and those learned from do not") {
  // Few pictures for 13 channels a place: what was learned from looks much more normal than it is.
  const Matrix normal = striped_pictures(kShape, 150, 1), fresh = striped_pictures(kShape, 200, 2);
  const PictureFeatures features(kShape);
  const PictureMap map(normal, {}, features);
  const MapScale left_out(left_out_maps(normal, {}, features, PictureMemory::folds_in_turn(150))),
      learned(maps_of(map, features, normal));
  const Matrix fresh_maps = maps_of(map, features, fresh);
  for (const double rate : {0.1, 0.01}) {
    CHECK(share_beyond(left_out, fresh_maps, rate) < 1.6 * rate);
    CHECK(share_beyond(left_out, fresh_maps, rate) > 0.3 * rate);
    CHECK(share_beyond(learned, fresh_maps, rate) > share_beyond(left_out, fresh_maps, rate));
  }
}

TEST_CASE("too few pictures leave out none") {
  CHECK(left_out_maps(striped_pictures(kShape, 7, 1), {}, PictureFeatures(kShape),
                      PictureMemory::folds_in_turn(7))
            .rows == 0);
}
