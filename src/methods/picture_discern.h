// The default detector of pictures. A memory of normal pictures judges their band energies from outside their
// folds; a discriminator that was shown what GANs made and normal pictures made strange weighs that evidence
// and cannot contradict it. What the GANs say themselves is reported beside the score.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/options.h"
#include "methods/method.h"
#include "methods/picture_gan.h"
#include "methods/picture_map.h"
#include "methods/picture_memories.h"
#include "nets/monotone_net.h"

namespace discern {

struct PictureDiscernOptions : PictureGanOptions {
  std::int64_t memory = 2000;
  std::int64_t negatives = 1000;
  std::int64_t discriminator_steps = 800;
};

const OptionTable<PictureDiscernOptions>& picture_discern_options();

class PictureDiscern : public Method {
 public:
  // gans: kGans, of which gans[g] did not see the folds f with f % kGans == g. normal [n >= kLeast, width()],
  // and the fold of each: what the map is measured against.
  static constexpr std::size_t kGans = 2;
  PictureDiscern(PictureMemories memory, MonotoneNet discriminator, std::vector<PictureGan> gans,
                 const Matrix& normal, const std::vector<std::uint32_t>& folds);

  std::size_t width() const override { return memory_.width(); }
  const std::vector<Component>& components() const override;
  void score(const float* x, std::size_t n, float* out) const override { score(x, n, out, nullptr); }
  // As of pictures that nothing of the method saw; fold as PictureMemory::measure.
  void score(const float* x, std::size_t n, float* out, const std::uint32_t* fold) const;
  // G(E(x)), the mean of the GANs.
  void reference(const float* x, std::size_t n, float* out) const override;
  std::size_t latent() const override { return gans_.front().latent(); }
  // Of the first GAN.
  void generate(const float* z, std::size_t n, float* out) const override;
  std::size_t condition() const override { return gans_.front().condition(); }
  // The mean of the GANs.
  void translate(const float* x, const float* condition, std::size_t n, float* out) const override;
  bool maps() const override { return true; }
  void map(const float* x, std::size_t n, float* out) const override;
  void save(Archive& archive) const override;
  const PictureFeatures& features() const { return memory_.features(); }
  // PictureMap::difference of each picture to what the GAN that did not see its fold makes of it: [n,
  // pixels].
  Matrix left_out_differences(const Matrix& normal, const std::vector<std::uint32_t>& folds) const;

 private:
  PictureDiscern() = default;
  // make(gan, made [width()]); the mean of what the GANs make -> out [width()].
  template <class Make>
  void mean_picture(Make make, float* out) const;
  void judge_by_gans(const float* x, std::size_t n, const std::uint32_t* fold, float* out) const;
  friend std::unique_ptr<Method> load_picture_discern(const Archive& archive);

  PictureMemories memory_;
  MonotoneNet discriminator_;
  std::vector<PictureGan> gans_;
  PictureMap map_;
};

// The picture's shape as the archive's meta says it; Error(model) for one that no picture has.
void save_shape(const PictureShape& shape, Archive& archive);
PictureShape load_shape(const Archive& archive);

std::unique_ptr<Method> load_picture_discern(const Archive& archive);

}  // namespace discern
