// The GANs of the default detector of pictures: two, each learned without half of the folds, so that no
// normal picture is judged by networks that saw it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/matrix.h"
#include "base/options.h"
#include "methods/adversarial_options.h"
#include "methods/ellipsoid.h"
#include "methods/thumbnail.h"
#include "nets/conv_net.h"

namespace discern {

struct PictureGanOptions {
  std::int64_t steps = 600;
  std::int64_t patience = 0;
  std::int64_t batch = 24;
  std::int64_t latent = 48;
  double rate = 1e-3;
  std::vector<std::string> augment;
  bool progressive = false;
};

// For a table of T, which is or derives from PictureGanOptions.
template <class T>
void add_picture_gan(OptionTable<T>& table) {
  using O = PictureGanOptions;
  table.add("steps", &O::steps, "N", "steps of each GAN", range(1, 1e7))
      .add("patience", &O::patience, "N", kPatienceHelp, range(0, 20))
      .add("batch", &O::batch, "N", "pictures a step", range(2, 65536))
      .add("latent", &O::latent, "N", "size of the latent", range(1, 4096))
      .add("rate", &O::rate, "X", "learning rate of generators and encoders", range(1e-8, 1));
  add_augment(table);
}

// What networks of pictures of this shape look like; LeakyReLU, no normalisation layers. condition: how many
// numbers of one (methods/conditional.h) stand behind the picture, or are among the generator's inputs; they
// join a picture at a dense layer before the last.
ConvShape picture_encoder(const PictureShape& shape, std::size_t latent, std::size_t condition = 0);
ConvShape picture_generator(const PictureShape& shape, std::size_t inputs);
// Takes a picture beside itself standardised: beside_itself().
ConvShape picture_critic(const PictureShape& shape, std::size_t condition = 0);

// x, a picture -> out [2 size]: x, then 0.3 (x - m) / (s + 0.01) with its mean m and deviation s.
inline constexpr float kOwnContrast = 0.3f, kLeastOwnContrast = 0.01f;
void beside_itself(const float* x, std::size_t size, float* out);

// Immutable while it is shared; const members may be called from any number of threads. All pictures but
// those of small() are of the full shape; a picture's bits do not depend on the others. size: of a picture,
// and of the condition() behind it, which comes out as it was.
class PictureGan {
 public:
  enum Column { kCritic, kResidual, kLatent, kColumns };

  PictureGan() = default;
  // left_out: normal pictures that the networks did not see, at least two; what is usual of critic and
  // residual is theirs. seen: those that the networks saw, whose latents are the usual ones, so that no
  // picture left out is measured against itself.
  PictureGan(const PictureShape& shape, ConvNet encoder, ConvNet generator, ConvNet critic,
             const Matrix& left_out, const Matrix& seen);

  std::size_t latent() const { return encoder_.outputs(); }
  std::size_t condition() const { return encoder_.shape().beside; }
  std::size_t size() const { return thumbnail_.full().size() + condition(); }
  const ConvNet& generator() const { return generator_; }

  // x [n, size] -> out [n, kColumns]: how much less than usual the critic values each picture, in deviations;
  // how far the log of its mean squared residual is from usual, either way, in deviations; the distance of
  // its latent by the ellipsoid of latents. remade, if not null: [n, size], as remake().
  void score(const float* x, std::size_t n, float* out, float* remade = nullptr) const;
  // x [n, size] -> out [n, size]: G(E(x)); for large pictures x, changed as G(E(x)) changes its thumbnail.
  void remake(const float* x, std::size_t n, float* out) const;
  // x [n, size], condition [n, condition()] -> out [n, size]: as remake(), of that condition.
  void translate(const float* x, const float* condition, std::size_t n, float* out) const;
  // z [n, latent() + condition()] -> out [n, size]: G(z), in place of the thumbnail of base [size] where that
  // is smaller.
  void generate(const float* z, std::size_t n, const float* base, float* out) const;

  void save(Archive& archive, const std::string& name) const;
  // Error(model) unless the archive holds networks for this shape.
  static PictureGan load(const Archive& archive, const std::string& name, const PictureShape& shape);

 private:
  struct Tile;
  void pass(const float* x, std::size_t n, Tile& tile) const;
  void reduce(const float* x, std::size_t n, float* small) const;
  void put_back(const float* x, const float* made, const float* thumbnail, float* out) const;

  Thumbnail thumbnail_;
  ConvNet encoder_, generator_, critic_;
  Ellipsoid latents_;
  std::vector<float> usual_ = {0, 1, 0, 1};  // mean and deviation of the critic, and of the log residual
};

}  // namespace discern
