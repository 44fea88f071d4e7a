#include "methods/bigan.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {

Bigan::Bigan(Mlp generator, Mlp encoder) : generator_(std::move(generator)), encoder_(std::move(encoder)) {}

void Bigan::reconstruct(const float* x, std::size_t rows, Tile& tile) const {
  float* const input = room(tile.input, kTile * width());
  float* const code = room(tile.latent, kTile * latent());
  std::transform(x, x + rows * width(), input, [](float v) { return std::clamp(v, -kFarthest, kFarthest); });
  encoder_.forward(input, rows, code);
  generator_.forward(code, rows, room(tile.made, kTile * width()));
}

void Bigan::reference(const float* x, std::size_t n, float* out) const {
  thread_local Tile tile;
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    reconstruct(x + start * width(), rows, tile);
    std::transform(tile.made.data(), tile.made.data() + rows * width(), out + start * width(), bounded);
  }
}

void Bigan::generate(const float* z, std::size_t n, float* out) const {
  generator_.forward(z, n, out);
  std::transform(out, out + n * width(), out, bounded);
}

void Bigan::save(Archive& archive) const {
  generator_.save(archive, "generator");
  encoder_.save(archive, "encoder");
}

Bigan Bigan::load(const Archive& archive) {
  Mlp generator = Mlp::load(archive, "generator"), encoder = Mlp::load(archive, "encoder");
  if (generator.inputs() != encoder.outputs() || generator.outputs() != encoder.inputs())
    fail(Fault::model,
         "model file: the generator makes {} numbers of {}, expected {} of {} as the encoder says; train the "
         "model again",
         generator.outputs(), generator.inputs(), encoder.inputs(), encoder.outputs());
  return Bigan(std::move(generator), std::move(encoder));
}

void BiganMethod::score(const float* x, std::size_t n, float* out) const {
  for (std::size_t start = 0; start < n; start += Bigan::kTile)
    score_tile(x + start * width(), std::min(Bigan::kTile, n - start), out + start * components().size());
}

}  // namespace discern
