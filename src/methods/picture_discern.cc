#include "methods/picture_discern.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "methods/rows.h"

namespace discern {
namespace {

enum Column { kMemory, kWhitenedMemory, kDiscriminator, kMahalanobis, kColumns };
constexpr std::size_t kTile = 64;
constexpr std::size_t kNearest = 3;

float mean_of(const float* values, std::size_t count) {
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += values[i];
  return sum / float(count);
}

}  // namespace

const OptionTable<PictureDiscernOptions>& picture_discern_options() {
  using O = PictureDiscernOptions;
  static const auto table =
      OptionTable<O>("method discern, for pictures")
          .add("memory", &O::memory, "N", "most normal pictures to keep, drawn at random", range(8, 1e5))
          .add("negatives", &O::negatives, "N", "pictures of each kind of strangeness", range(1, 1e6))
          .add("discriminator-steps", &O::discriminator_steps, "N", "steps of the discriminator",
               range(1, 1e7));
  return table;
}

PictureDiscern::PictureDiscern(PictureMemory memory, MonotoneNet discriminator, PictureMap map)
    : memory_(std::move(memory)), discriminator_(std::move(discriminator)), map_(std::move(map)) {}

const std::vector<Component>& PictureDiscern::components() const {
  static const std::vector<Component> list = {
      {"memory", "log distance of the band energies to the nearest normal pictures, each in its deviation"},
      {"whitened_memory", "the same with the correlations of the band energies taken out"},
      {"discriminator", "the discriminator's verdict: how far from normal, by memory and covariance"},
      {"mahalanobis", "log Mahalanobis distance of the band energies from those of normal pictures", false},
  };
  return list;
}

void PictureDiscern::score(const float* x, std::size_t n, float* out, const std::uint32_t* fold) const {
  constexpr std::size_t kEvidences = PictureMemory::kEvidences;
  thread_local std::vector<float> evidence(kTile * kEvidences), verdict(kTile);
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t rows = std::min(kTile, n - start);
    memory_.measure(x + start * width(), rows, fold ? fold + start : nullptr, evidence.data());
    float* const to = out + start * kColumns;
    for (std::size_t i = 0; i < rows; ++i) {
      const float* const own = evidence.data() + i * kEvidences;
      to[i * kColumns + kMemory] = mean_of(own + PictureMemory::kStandardised, kNearest);
      to[i * kColumns + kWhitenedMemory] = mean_of(own + PictureMemory::kWhitened, kNearest);
      to[i * kColumns + kMahalanobis] = own[PictureMemory::kTotal];
    }
    for (float& v : evidence) v = std::clamp(v, -PictureMemory::kMostEvidence, PictureMemory::kMostEvidence);
    discriminator_.forward(evidence.data(), rows, verdict.data());
    for (std::size_t i = 0; i < rows; ++i) to[i * kColumns + kDiscriminator] = verdict[i];
    for (std::size_t i = 0; i < rows * kColumns; ++i) to[i] = bounded(to[i]);
  }
}

void PictureDiscern::reference(const float* x, std::size_t n, float* out) const {
  std::copy_n(x, n * width(), out);
}

void PictureDiscern::map(const float* x, std::size_t n, float* out) const {
  const std::size_t pixels = memory_.features().shape().pixels();
  for (std::size_t i = 0; i < n; ++i)
    map_.compute(memory_.features(), x + i * width(), nullptr, out + i * pixels);
}

void PictureDiscern::save(Archive& archive) const {
  save_shape(memory_.features().shape(), archive);
  memory_.save(archive);
  discriminator_.save(archive, "discriminator");
  map_.save(archive, "map");
}

void save_shape(const PictureShape& shape, Archive& archive) {
  archive.meta["picture"] = {{"height", shape.height}, {"width", shape.width}, {"channels", shape.channels}};
}

PictureShape load_shape(const Archive& archive) {
  const Json meta = read_meta<Json>(archive.meta, "picture");
  const PictureShape shape{read_meta<std::size_t>(meta, "height"), read_meta<std::size_t>(meta, "width"),
                           read_meta<std::size_t>(meta, "channels")};
  constexpr std::size_t kMost = 1 << 16;
  if (!shape || shape.height > kMost || shape.width > kMost || shape.channels > kMost)
    fail(Fault::model, "model file: no picture has {} x {} pixels in {} channels; train the model again",
         shape.width, shape.height, shape.channels);
  return shape;
}

std::unique_ptr<Method> load_picture_discern(const Archive& archive) {
  PictureMemory memory = PictureMemory::load(archive, load_shape(archive));
  MonotoneNet discriminator = MonotoneNet::load(archive, "discriminator", PictureMemory::kEvidences);
  PictureMap map = PictureMap::load(archive, "map", memory.features());
  return std::make_unique<PictureDiscern>(std::move(memory), std::move(discriminator), std::move(map));
}

}  // namespace discern
