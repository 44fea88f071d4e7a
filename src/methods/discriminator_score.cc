#include "methods/discriminator_score.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "kernels/gemm.h"
#include "methods/rows.h"

namespace discern {
namespace {

// Prepared features are far smaller; beyond it the network would only add up to infinity.
constexpr float kFarthest = 1e6f;

class DiscriminatorScore : public Method {
 public:
  DiscriminatorScore(Mlp discriminator, std::vector<float> mean)
      : discriminator_(std::move(discriminator)), mean_(std::move(mean)) {}

  std::size_t width() const override { return mean_.size(); }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {
        {"discriminator", "the discriminator's verdict, -D(x): the logit of its probability of an outlier"}};
    return list;
  }

  void score(const float* x, std::size_t n, float* out) const override {
    thread_local std::vector<float> input;
    if (input.size() < kGemmRows * width()) input.resize(kGemmRows * width());
    for (std::size_t start = 0; start < n; start += kGemmRows) {
      const std::size_t rows = std::min(kGemmRows, n - start);
      std::transform(x + start * width(), x + (start + rows) * width(), input.begin(),
                     [](float v) { return std::clamp(v, -kFarthest, kFarthest); });
      discriminator_.forward(input.data(), rows, out + start);
    }
    std::transform(out, out + n, out, [](float v) { return bounded(-v); });
  }

  void reference(const float*, std::size_t n, float* out) const override {
    for (std::size_t i = 0; i < n; ++i) std::copy(mean_.begin(), mean_.end(), out + i * width());
  }

  void save(Archive& archive) const override {
    discriminator_.save(archive, "discriminator");
    archive.put("mean", {mean_.size()}, mean_);
  }

 private:
  Mlp discriminator_;
  std::vector<float> mean_;
};

}  // namespace

std::unique_ptr<Method> make_discriminator_score(Mlp discriminator, std::vector<float> mean) {
  return std::make_unique<DiscriminatorScore>(std::move(discriminator), std::move(mean));
}

std::unique_ptr<Method> load_discriminator_score(const Archive& archive) {
  Mlp discriminator = Mlp::load(archive, "discriminator");
  if (discriminator.outputs() != 1)
    fail(Fault::model, "model file: the discriminator has {} outputs, expected 1; train the model again",
         discriminator.outputs());
  const std::vector<float>& mean = archive.floats("mean", discriminator.inputs());
  return make_discriminator_score(std::move(discriminator), mean);
}

}  // namespace discern
