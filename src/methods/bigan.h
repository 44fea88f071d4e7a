// A generator and an encoder that learned to undo each other (BiGAN, Donahue et al. 2017), as scores see
// them.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/archive.h"
#include "methods/adversarial_options.h"
#include "methods/method.h"
#include "methods/residuals.h"
#include "nets/conv_net.h"
#include "nets/mlp.h"

namespace discern {

// Of methods that learn a BiGAN.
struct BiganOptions : AdversarialOptions {
  double cycle_weight = 0;
};

// T: options with a member `cycle_weight`.
template <class T>
void add_cycle_weight(OptionTable<T>& table) {
  table.add("cycle-weight", &T::cycle_weight, "X",
            "weight in encoder's and generator's loss of the mean absolute difference of records made again",
            range(0, 1e6));
}

// Immutable; const members may be called from any number of threads. Network: Mlp, or ConvNet for pictures.
template <class Network>
class BiganOf {
 public:
  static constexpr std::size_t kTile = kRowsAtOnce<Network>;

  // Rows of one tile; a thread keeps one for every model it meets.
  struct Tile {
    std::vector<float> input;   // [rows, width]: x, within what networks can add up
    std::vector<float> latent;  // [rows, latent]: E(x)
    std::vector<float> made;    // [rows, width]: G(E(x))
  };

  // generator: latent -> width; encoder: width -> latent.
  BiganOf(Network generator, Network encoder);

  std::size_t width() const { return encoder_.inputs(); }
  std::size_t latent() const { return encoder_.outputs(); }

  // x [rows <= kTile, width].
  void reconstruct(const float* x, std::size_t rows, Tile& tile) const;
  // As Method says, for any n.
  void reference(const float* x, std::size_t n, float* out) const;
  void generate(const float* z, std::size_t n, float* out) const;

  // As networks "generator" and "encoder".
  void save(Archive& archive) const;
  static BiganOf load(const Archive& archive);

 private:
  Network generator_, encoder_;
};

using Bigan = BiganOf<Mlp>;

// A method that judges what a Bigan makes of a record: all of it but the scores.
template <class Network>
class BiganMethod : public Method {
 public:
  std::size_t width() const final { return bigan_.width(); }
  void score(const float* x, std::size_t n, float* out) const final;
  void reference(const float* x, std::size_t n, float* out) const final { bigan_.reference(x, n, out); }
  std::size_t latent() const final { return bigan_.latent(); }
  void generate(const float* z, std::size_t n, float* out) const final { bigan_.generate(z, n, out); }

 protected:
  explicit BiganMethod(BiganOf<Network> bigan) : bigan_(std::move(bigan)) {}

  const BiganOf<Network>& bigan() const { return bigan_; }
  // As score(), of rows <= kTile of the Bigan.
  virtual void score_tile(const float* x, std::size_t rows, float* out) const = 0;

 private:
  BiganOf<Network> bigan_;
};

}  // namespace discern
