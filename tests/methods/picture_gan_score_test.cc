#include "methods/picture_gan_score.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "methods/table.h"
#include "testing/methods.h"
#include "testing/picture_gans.h"
#include "testing/pictures.h"

namespace discern {
namespace {

using namespace discern::testing;

constexpr PictureShape kSmall{16, 20, 2};

}  // namespace

TEST_CASE("gan says of pictures what its networks say, and none of the normal ones is kept") {
  const PictureShape shape = GENERATE(PictureShape{16, 20, 2}, PictureShape{64, 70, 1});
  const PictureGan gan = sample_gan(shape);
  const PictureGanScore method(shape, gan);
  const Matrix x = striped_pictures(shape, 3, 5);
  std::vector<float> wanted(3 * PictureGan::kColumns), made(3 * shape.size()), held(made);
  gan.score(x.row(0), 3, wanted.data(), made.data());
  CHECK(scores_of(method, x.data) == wanted);
  method.reference(x.row(0), 3, held.data());
  CHECK(held == made);
  std::vector<float> map(3 * shape.pixels());
  REQUIRE(method.maps());
  method.map(x.row(0), 3, map.data());
  CHECK(*std::max_element(map.begin(), map.end()) > 0);
  CHECK(std::all_of(map.begin(), map.end(), [](float v) { return std::isfinite(v) && v >= 0; }));
  std::size_t kept = 0;
  const Archive archive = archive_of(method);
  for (const auto& [name, tensor] : archive.tensors)
    kept += name.find("memory") != std::string::npos || name.find("map") != std::string::npos;
  CHECK(kept == 0);
}

TEST_CASE("gan gives a picture the same bits in any batch, finite ones, and loads to the bit") {
  const PictureGanScore method(kSmall, sample_gan(kSmall));
  check_same_bits_in_any_batch(method);
  check_finite_for_any_finite_record(method);
  const auto load = find_method("gan").load_pictures;
  check_loads_to_the_bit(method, load);
  const Archive archive = archive_of(method);
  check_every_part_is_needed(archive, load);
  Archive other = archive;
  other.meta["picture"]["width"] = 5;
  check_refused(other, "do not fit together", load);
}

TEST_CASE("gan judges a picture as of the kind it is told, to the same bits when it is loaded") {
  const PictureShape shape = GENERATE(PictureShape{16, 20, 2}, PictureShape{64, 70, 1});
  const PictureGanScore method(shape, sample_gan(shape, 2));
  CHECK(method.latent() == 6);
  check_told_the_kind(method, striped_pictures(shape, 2, 5));
  const auto load = find_method("gan").load_pictures;
  check_loads_to_the_bit(method, load);
  check_finite_for_any_finite_record(method);
  Archive other = archive_of(method);
  other.meta["gan.critic"]["beside"] = 0;
  CHECK_THROWS_AS(load(other), Error);
}

}  // namespace discern
