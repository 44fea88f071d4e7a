#include "methods/picture_gan.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/random.h"
#include "testing/faults.h"
#include "testing/picture_gans.h"
#include "testing/pictures.h"

using namespace discern;
using namespace discern::testing;

TEST_CASE("a picture beside itself is standardised by its own mean and deviation") {
  const float x[4] = {0, 0, 1, 1};
  float out[8];
  beside_itself(x, 4, out);
  CHECK(std::equal(x, x + 4, out));
  CHECK(out[4] == Approx(-0.5 * 0.3 / 0.51));
  CHECK(out[7] == Approx(0.5 * 0.3 / 0.51));
}

TEST_CASE("networks of pictures fit any size") {
  for (const PictureShape& shape :
       {PictureShape{28, 28, 1}, PictureShape{33, 61, 3}, PictureShape{16, 40, 1}}) {
    CHECK(ConvNet(picture_encoder(shape, 6)).outputs() == 6);
    CHECK(ConvNet(picture_generator(shape, 6)).outputs() == shape.size());
    CHECK(ConvNet(picture_critic(shape)).inputs() == 2 * shape.size());
  }
}

TEST_CASE("critic and residual of left-out pictures have mean 0 and deviation 1; bits stay in any company") {
  for (const PictureShape& shape : {PictureShape{28, 28, 1}, PictureShape{64, 70, 1}}) {
    const PictureGan gan = sample_gan(shape);
    const Matrix x = striped_pictures(shape, 40, 1);
    std::vector<float> together(40 * PictureGan::kColumns), remade(40 * shape.size());
    gan.score(x.row(0), 40, together.data(), remade.data());
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < 40; ++i) {
      const double v = double(together[i * PictureGan::kColumns + PictureGan::kCritic]);
      sum += v / 40;
      squares += v * v / 40;
    }
    CHECK(sum == Approx(0).margin(1e-2));
    CHECK(squares == Approx(1).margin(0.05));
    float alone[PictureGan::kColumns];
    std::vector<float> one(shape.size());
    gan.score(x.row(33), 1, alone, one.data());
    CHECK(std::equal(alone, alone + PictureGan::kColumns, together.begin() + 33 * PictureGan::kColumns));
    CHECK(std::equal(one.begin(), one.end(), remade.begin() + std::ptrdiff_t(33 * shape.size())));
    Archive archive;
    gan.save(archive, "gan");
    std::vector<float> again(together.size());
    PictureGan::load(archive, "gan", shape).score(x.row(0), 40, again.data());
    CHECK(again == together);
    check_fault(Fault::model, "do not fit", [&] { PictureGan::load(archive, "gan", {40, 40, 1}); });
  }
}
