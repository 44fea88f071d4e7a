// Generators that are told what kind of record to make. The condition is the last features of a record: a
// generator takes them beside the latent, [latent, condition], makes the others, and they pass through
// (Mirza and Osindero 2014, "Conditional generative adversarial nets"). Network: Mlp, or ConvNet for
// pictures, whose rows are the picture in planes, then the condition.
#pragma once

#include <cstddef>

#include "nets/conv_net.h"
#include "nets/mlp.h"

namespace discern {

// Features that a generator of records of `width` features is given; 0: it makes them all.
template <class Network>
std::size_t condition_of(const Network& generator, std::size_t width) {
  return width - generator.outputs();
}

// Whether it makes records of `width` features from `latent` numbers, with a condition or without.
inline bool makes_records(const Mlp& generator, std::size_t latent, std::size_t width) {
  return generator.outputs() <= width && generator.inputs() == latent + condition_of(generator, width);
}

// input [n, latent + condition] -> out [n, width], of the input's condition.
template <class Network>
void make_records(const Network& generator, const float* input, std::size_t n, std::size_t width, float* out);

// latent [n, latent] -> out [n, width], of the condition of the rows `like` [n, width].
template <class Network>
void make_like(const Network& generator, const float* latent, const float* like, std::size_t n,
               std::size_t width, float* out);

// G(E(x), condition) of rows x [n, width] whose latents [n, latent] are known, each with another condition
// [n, condition_of(generator, width)] -> out [n, width], bounded.
template <class Network>
void translate_rows(const Network& generator, const float* x, const float* latent, const float* condition,
                    std::size_t n, std::size_t width, float* out);

}  // namespace discern
