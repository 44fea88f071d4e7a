// How one GAN of the default detector of pictures is learned.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "methods/picture_gan.h"
#include "nets/conv_net.h"
#include "train/curve.h"
#include "train/learner.h"

namespace discern {

struct LearnedPictureGan {
  ConvNet encoder, generator, critic;  // running averages
  Curve loss, gap;                     // reconstruction loss; E D(real) - E D(fake)
  Json held_out;  // curve of the mean squared error of held-out pictures made again; null: no early stopping
  std::int64_t skipped = 0;  // steps whose gradient was not finite
  // Thumbnails that the networks made on their way, at four times: of normal[sources[i]], and of latents.
  Matrix remade, generated;
  std::vector<std::uint32_t> sources;
};

// pictures [n, picture and condition] -> [n, thumbnail and condition].
Matrix thumbnails_of(const Matrix& pictures, const Thumbnail& thumbnail);

// normal [n >= 2, pixels]: thumbnails of `shape`, with context.condition numbers behind each. Encoder and
// generator remake clean pictures from pictures of which half are made strange; the critic tells normal
// pictures from a mixture of remade, generated and strange ones, each against its own source: relativistic,
// R1 and R2. held_out: pictures that it does not learn from, for options.patience: the networks kept are
// those that make them again best. name keeps stages and random numbers of several GANs apart. kept: how many
// pictures remade and generated have, at most.
LearnedPictureGan learn_picture_gan(const Matrix& normal, const Matrix& held_out, const PictureShape& shape,
                                    const PictureGanOptions& options, const std::string& name,
                                    std::size_t kept, double time_share, LearnContext& context);

}  // namespace discern
