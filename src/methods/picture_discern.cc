#include "methods/picture_discern.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/fail.h"
#include "methods/rows.h"

namespace discern {
namespace {

enum Column { kMemory, kWhitenedMemory, kDiscriminator, kCritic, kMahalanobis, kResidual, kLatent, kColumns };
constexpr std::size_t kTile = 64;
constexpr std::size_t kNearest = 3;

std::string gan_name(std::size_t gan) {
  return "gan" + std::to_string(gan);
}

float mean_of(const float* values, std::size_t count) {
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += values[i];
  return sum / float(count);
}

}  // namespace

const OptionTable<PictureDiscernOptions>& picture_discern_options() {
  using O = PictureDiscernOptions;
  static const auto table = [] {
    OptionTable<O> out("method discern, for pictures");
    add_picture_gan(out);
    out.add("memory", &O::memory, "N", "most normal pictures to keep, drawn at random", range(8, 1e5))
        .add("negatives", &O::negatives, "N", "pictures of each kind of strangeness", range(1, 1e6))
        .add("discriminator-steps", &O::discriminator_steps, "N", "steps of the discriminator",
             range(1, 1e7));
    return out;
  }();
  return table;
}

PictureDiscern::PictureDiscern(PictureMemories memory, MonotoneNet discriminator,
                               std::vector<PictureGan> gans, const Matrix& normal,
                               const std::vector<std::uint32_t>& folds)
    : memory_(std::move(memory)), discriminator_(std::move(discriminator)), gans_(std::move(gans)) {
  map_ = PictureMap(normal, left_out_differences(normal, folds), memory_.features());
}

Matrix PictureDiscern::left_out_differences(const Matrix& normal,
                                            const std::vector<std::uint32_t>& folds) const {
  const PictureShape& shape = memory_.features().shape();
  Matrix out(normal.rows, shape.pixels());
  std::vector<float> made(width());
  for (std::size_t i = 0; i < normal.rows; ++i) {
    gans_[folds[i] % kGans].remake(normal.row(i), 1, made.data());
    PictureMap::difference(normal.row(i), made.data(), shape, out.row(i));
  }
  return out;
}

const std::vector<Component>& PictureDiscern::components() const {
  static const std::vector<Component> list = {
      {"memory", "log distance of the band energies to the nearest normal pictures, each in its deviation"},
      {"whitened_memory", "the same with the correlations of the band energies taken out"},
      {"discriminator", "the discriminator's verdict: how far from normal, by memory and covariance"},
      {"critic", "how much less the critics value the picture than normal ones, in deviations", false},
      {"mahalanobis", "log Mahalanobis distance of the band energies from those of normal pictures", false},
      {"residual", "how unusually large or small the difference between the picture and G(E(x)) is", false},
      {"latent", "Mahalanobis distance of the picture's latent from the latents of normal pictures", false},
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
    judge_by_gans(x + start * width(), rows, fold ? fold + start : nullptr, to);
    for (std::size_t i = 0; i < rows * kColumns; ++i) to[i] = bounded(to[i]);
  }
}

// The GAN that did not see the fold, or the mean of all.
void PictureDiscern::judge_by_gans(const float* x, std::size_t n, const std::uint32_t* fold,
                                   float* out) const {
  thread_local std::vector<float> own;
  own.resize(std::max(own.size(), n * PictureGan::kColumns));
  for (std::size_t i = 0; i < n; ++i)
    for (const Column column : {kCritic, kResidual, kLatent}) out[i * kColumns + column] = 0;
  for (std::size_t g = 0; g < kGans; ++g) {
    gans_[g].score(x, n, own.data());
    for (std::size_t i = 0; i < n; ++i) {
      const bool all = !fold || fold[i] == PictureMemory::kAll;
      if (!all && fold[i] % kGans != g) continue;
      const float share = all ? 1.0f / kGans : 1.0f;
      const float* const from = own.data() + i * PictureGan::kColumns;
      out[i * kColumns + kCritic] += share * from[PictureGan::kCritic];
      out[i * kColumns + kResidual] += share * from[PictureGan::kResidual];
      out[i * kColumns + kLatent] += share * from[PictureGan::kLatent];
    }
  }
}

template <class Make>
void PictureDiscern::mean_picture(Make make, float* out) const {
  thread_local std::vector<float> made;
  made.resize(std::max(made.size(), width()));
  std::fill_n(out, width(), 0.0f);
  for (const PictureGan& gan : gans_) {
    make(gan, made.data());
    for (std::size_t j = 0; j < width(); ++j) out[j] += made[j] / float(kGans);
  }
}

void PictureDiscern::reference(const float* x, std::size_t n, float* out) const {
  for (const float* const end = x + n * width(); x != end; x += width(), out += width())
    mean_picture([&](const PictureGan& gan, float* made) { gan.remake(x, 1, made); }, out);
}

void PictureDiscern::translate(const float* x, const float* condition, std::size_t n, float* out) const {
  const float* const end = x + n * width();
  for (; x != end; x += width(), condition += this->condition(), out += width())
    mean_picture([&](const PictureGan& gan, float* made) { gan.translate(x, condition, 1, made); }, out);
}

void PictureDiscern::generate(const float* z, std::size_t n, float* out) const {
  const std::vector<float> nothing(width());
  gans_.front().generate(z, n, nothing.data(), out);
}

// The mean of the differences to each GAN's picture: that to their mean would be smaller than one GAN's,
// which left_out_differences takes.
void PictureDiscern::map(const float* x, std::size_t n, float* out) const {
  const PictureShape& shape = memory_.features().shape();
  const std::size_t pixels = shape.pixels();
  std::vector<float> made(width()), one(pixels), difference(pixels);
  for (std::size_t i = 0; i < n; ++i) {
    std::fill(difference.begin(), difference.end(), 0.0f);
    for (const PictureGan& gan : gans_) {
      gan.remake(x + i * width(), 1, made.data());
      PictureMap::difference(x + i * width(), made.data(), shape, one.data());
      for (std::size_t j = 0; j < pixels; ++j) difference[j] += one[j] / float(kGans);
    }
    map_.compute(memory_.features(), x + i * width(), difference.data(), out + i * pixels);
  }
}

void PictureDiscern::save(Archive& archive) const {
  save_shape(memory_.features().shape(), archive);
  memory_.save(archive);
  discriminator_.save(archive, "discriminator");
  map_.save(archive, "map");
  for (std::size_t g = 0; g < kGans; ++g) gans_[g].save(archive, gan_name(g));
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
  std::unique_ptr<PictureDiscern> method(new PictureDiscern);
  const PictureShape shape = load_shape(archive);
  method->discriminator_ = MonotoneNet::load(archive, "discriminator", PictureMemory::kEvidences);
  for (std::size_t g = 0; g < PictureDiscern::kGans; ++g)
    method->gans_.push_back(PictureGan::load(archive, gan_name(g), shape));
  const std::size_t condition = method->gans_.front().condition();
  if (method->gans_.back().condition() != condition)
    fail(Fault::model, "model file: its GANs are given different conditions; train the model again");
  method->memory_ = PictureMemories::load(archive, shape, condition);
  method->map_ = PictureMap::load(archive, "map", method->memory_.features());
  return method;
}

}  // namespace discern
