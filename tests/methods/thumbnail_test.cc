#include "methods/thumbnail.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace discern;

TEST_CASE("a thumbnail's sides are those of the picture until it is large, then 32 to 63") {
  CHECK(Thumbnail(PictureShape{28, 63, 1}).small() == PictureShape{28, 63, 1});
  CHECK(Thumbnail(PictureShape{64, 96, 3}).small() == PictureShape{32, 48, 3});
  CHECK(Thumbnail(PictureShape{127, 130, 1}).small() == PictureShape{42, 43, 1});
}

TEST_CASE("a thumbnail holds the means of blocks, and what is enlarged keeps constants and slopes") {
  const Thumbnail thumbnail(PictureShape{64, 64, 2});
  std::vector<float> x(thumbnail.full().size()), small(thumbnail.small().size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = float(i % 64) + (i < 64 * 64 ? 0.0f : 100.0f);
  thumbnail.reduce(x.data(), small.data());
  CHECK(small[0] == 0.5f);
  CHECK(small[31] == 62.5f);
  CHECK(small[32 * 32] == 100.5f);
  std::vector<float> out(x.size(), 1.0f);
  thumbnail.add_enlarged(small.data(), out.data());
  CHECK(out[10] == Approx(11));
  CHECK(out[64 * 64 + 20] == Approx(121));
}
