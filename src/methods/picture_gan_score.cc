#include "methods/picture_gan_score.h"

#include <utility>

#include "methods/picture_discern.h"
#include "methods/picture_map.h"
#include "methods/rows.h"

namespace discern {

const OptionTable<PictureGanScoreOptions>& picture_gan_options() {
  static const OptionTable<PictureGanScoreOptions> table = [] {
    OptionTable<PictureGanScoreOptions> out("method gan, for pictures");
    add_picture_gan(out);
    add_progressive(out);
    return out;
  }();
  return table;
}

PictureGanScore::PictureGanScore(const PictureShape& shape, PictureGan gan)
    : shape_(shape), gan_(std::move(gan)) {}

const std::vector<Component>& PictureGanScore::components() const {
  static const std::vector<Component> list = {
      {"critic", "how much less the critic values the picture than normal ones, in deviations"},
      {"residual", "how unusually large or small the difference between the picture and G(E(x)) is"},
      {"latent", "Mahalanobis distance of the picture's latent from the latents of normal pictures"},
  };
  return list;
}

void PictureGanScore::generate(const float* z, std::size_t n, float* out) const {
  const std::vector<float> nothing(width());
  gan_.generate(z, n, nothing.data(), out);
}

void PictureGanScore::map(const float* x, std::size_t n, float* out) const {
  std::vector<float> made(width());
  for (std::size_t i = 0; i < n; ++i) {
    gan_.remake(x + i * width(), 1, made.data());
    PictureMap::difference(x + i * width(), made.data(), shape_, out + i * shape_.pixels());
    for (float* v = out + i * shape_.pixels(); v != out + (i + 1) * shape_.pixels(); ++v) *v = bounded(*v);
  }
}

void PictureGanScore::save(Archive& archive) const {
  save_shape(shape_, archive);
  gan_.save(archive, "gan");
}

std::unique_ptr<Method> load_picture_gan_score(const Archive& archive) {
  const PictureShape shape = load_shape(archive);
  return std::make_unique<PictureGanScore>(shape, PictureGan::load(archive, "gan", shape));
}

}  // namespace discern
