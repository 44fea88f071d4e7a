#include "methods/bigan.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {

template <class Network>
BiganOf<Network>::BiganOf(Network generator, Network encoder)
    : generator_(std::move(generator)), encoder_(std::move(encoder)) {}

template <class Network>
void BiganOf<Network>::reconstruct(const float* x, std::size_t rows, Tile& tile) const {
  float* const input = room(tile.input, kTile * width());
  float* const code = room(tile.latent, kTile * latent());
  std::transform(x, x + rows * width(), input, [](float v) { return std::clamp(v, -kFarthest, kFarthest); });
  encoder_.forward(input, rows, code);
  generator_.forward(code, rows, room(tile.made, kTile * width()));
}

template <class Network>
void BiganOf<Network>::reference(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    reconstruct(x + start * width(), rows, tile);
    std::transform(tile.made.data(), tile.made.data() + rows * width(), out + start * width(), bounded);
  }
}

template <class Network>
void BiganOf<Network>::generate(const float* z, std::size_t n, float* out) const {
  generator_.forward(z, n, out);
  std::transform(out, out + n * width(), out, bounded);
}

template <class Network>
void BiganOf<Network>::save(Archive& archive) const {
  generator_.save(archive, "generator");
  encoder_.save(archive, "encoder");
}

template <class Network>
BiganOf<Network> BiganOf<Network>::load(const Archive& archive) {
  Network generator = Network::load(archive, "generator"), encoder = Network::load(archive, "encoder");
  if (generator.inputs() != encoder.outputs() || generator.outputs() != encoder.inputs())
    fail(Fault::model,
         "model file: the generator makes {} numbers of {}, expected {} of {} as the encoder says; train the "
         "model again",
         generator.outputs(), generator.inputs(), encoder.inputs(), encoder.outputs());
  return BiganOf(std::move(generator), std::move(encoder));
}

template <class Network>
void BiganMethod<Network>::score(const float* x, std::size_t n, float* out) const {
  constexpr std::size_t kTile = BiganOf<Network>::kTile;
  for (std::size_t start = 0; start < n; start += kTile)
    score_tile(x + start * width(), std::min(kTile, n - start), out + start * components().size());
}

template class BiganOf<Mlp>;
template class BiganOf<ConvNet>;
template class BiganMethod<Mlp>;
template class BiganMethod<ConvNet>;

}  // namespace discern
