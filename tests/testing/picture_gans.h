// An untrained GAN of pictures for tests.
#pragma once

#include <utility>

#include "base/random.h"
#include "methods/picture_gan.h"
#include "testing/pictures.h"

namespace discern::testing {

inline ConvNet random_net(ConvShape shape, std::uint64_t seed) {
  ConvNet net(std::move(shape));
  Random random(seed, "random network of a test");
  for (float& v : net.parameters()) v = float(0.1 * random.normal());
  return net;
}

inline PictureGan sample_gan(const PictureShape& shape) {
  const PictureShape small = Thumbnail(shape).small();
  return {shape,
          random_net(picture_encoder(small, 6), 1),
          random_net(picture_generator(small, 6), 2),
          random_net(picture_critic(small), 3),
          striped_pictures(shape, 40, 1),
          striped_pictures(shape, 40, 2)};
}

}  // namespace discern::testing
