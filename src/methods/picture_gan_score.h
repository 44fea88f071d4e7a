// What `gan` says of pictures: the GAN of the default detector alone, without a memory, so that no normal
// picture is kept.
#pragma once

#include <memory>
#include <vector>

#include "methods/method.h"
#include "methods/picture_gan.h"

namespace discern {

// Longer than the default detector's GANs, which only lend it strange pictures: here the networks are the
// score.
struct PictureGanScoreOptions : PictureGanOptions {
  PictureGanScoreOptions() { steps = 2000; }
};

const OptionTable<PictureGanScoreOptions>& picture_gan_options();

class PictureGanScore : public Method {
 public:
  PictureGanScore(const PictureShape& shape, PictureGan gan);

  std::size_t width() const override { return gan_.size(); }
  // As PictureGan::score.
  const std::vector<Component>& components() const override;
  void score(const float* x, std::size_t n, float* out) const override { gan_.score(x, n, out); }
  // G(E(x)).
  void reference(const float* x, std::size_t n, float* out) const override { gan_.remake(x, n, out); }
  std::size_t latent() const override { return gan_.latent(); }
  void generate(const float* z, std::size_t n, float* out) const override;
  std::size_t condition() const override { return gan_.condition(); }
  void translate(const float* x, const float* condition, std::size_t n, float* out) const override {
    gan_.translate(x, condition, n, out);
  }
  bool maps() const override { return true; }
  // PictureMap::difference to G(E(x)).
  void map(const float* x, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;

 private:
  PictureShape shape_;
  PictureGan gan_;
};

std::unique_ptr<Method> load_picture_gan_score(const Archive& archive);

}  // namespace discern
