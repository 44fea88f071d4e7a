// The networks of GANs for pictures (after DCGAN, Radford et al. 2016), without normalisation layers: a score
// must not depend on a batch, and gradient penalties steady what normalisation would.
#pragma once

#include <cstdint>

#include "methods/adversarial_options.h"
#include "nets/conv_net.h"
#include "train/discriminator.h"

namespace discern {

// A picture is halved until no side is above 8; channels begin with `width` at half its size and double each
// time, up to 8 width.

// latent -> picture from -1 to 1: a dense layer to the smallest grid, transposed convolutions, a convolution.
ConvShape picture_generator(const PictureShape& picture, std::int64_t latent, std::int64_t width);
// picture -> outputs, unbounded: convolutions of stride 2, then a dense layer; one output is a critic, as
// many as a latent has is an encoder. A condition of so many numbers stands behind the picture and joins it
// at a dense layer of 4 width units before the last, so that it changes what the others mean.
ConvShape picture_reader(const PictureShape& picture, std::int64_t outputs, std::int64_t width,
                         std::size_t condition = 0);

// picture -> picture from -1 to 1: the layers of the one, a dense layer of `latent` numbers, then those of
// the other, each transposed convolution given what the convolution of its grid made (U-Net, Ronneberger et
// al. 2015).
ConvShape picture_remaker(const PictureShape& picture, std::int64_t latent, std::int64_t width);

// Replaces each of latent, width, batch, steps that is 0 by what suits n pictures and one core.
void choose_picture_sizes(AdversarialOptions& options, std::size_t n, std::int64_t usual_steps = kUsualSteps);

}  // namespace discern
