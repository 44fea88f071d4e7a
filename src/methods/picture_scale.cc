#include "methods/picture_scale.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "methods/picture_discern.h"
#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {
namespace {

// Numbers that are shown at once, of several tiles: a method may begin the next before one is done.
constexpr std::size_t kNumbers = 1 << 18;
// Far beyond any picture; networks would only add up to infinity.
constexpr float kBrightest = 1e4f;

class Rescaled : public Method {
 public:
  Rescaled(std::unique_ptr<Method> inner, const PictureShape& shape)
      : inner_(std::move(inner)), shape_(shape) {}

  std::size_t width() const override { return inner_->width(); }
  const std::vector<Component>& components() const override { return inner_->components(); }
  void score(const float* x, std::size_t n, float* out) const override {
    for_tiles(x, n, [&](const float* shown, std::size_t first, std::size_t rows) {
      inner_->score(shown, rows, out + first * components().size());
    });
  }
  void reference(const float* x, std::size_t n, float* out) const override {
    for_tiles(x, n, [&](const float* shown, std::size_t first, std::size_t rows) {
      inner_->reference(shown, rows, out + first * width());
    });
    to_greys(out, n);
  }
  std::size_t latent() const override { return inner_->latent(); }
  void generate(const float* z, std::size_t n, float* out) const override {
    inner_->generate(z, n, out);
    to_greys(out, n);
  }
  bool maps() const override { return true; }
  void map(const float* x, std::size_t n, float* out) const override;
  void save(Archive& archive) const override {
    inner_->save(archive);
    save_shape(shape_, archive);
  }

 private:
  template <class Use>
  void for_tiles(const float* x, std::size_t n, Use use) const {
    thread_local std::vector<float> shown;
    const std::size_t most = std::max(kRowsAtOnce<ConvNet>, kNumbers / width());
    for (std::size_t start = 0; start < n; start += most) {
      const std::size_t rows = std::min(most, n - start);
      std::transform(x + start * width(), x + (start + rows) * width(), room(shown, rows * width()),
                     [](float v) { return std::clamp(shown_grey(v), -kBrightest, kBrightest); });
      use(shown.data(), start, rows);
    }
  }
  void to_greys(float* pictures, std::size_t n) const {
    std::transform(pictures, pictures + n * width(), pictures,
                   [](float v) { return bounded((double(v) + 1) / 2); });
  }

  std::unique_ptr<Method> inner_;
  PictureShape shape_;
};

void Rescaled::map(const float* x, std::size_t n, float* out) const {
  std::vector<float> made(width());
  for (std::size_t i = 0; i < n; ++i) {
    const float* const picture = x + i * width();
    reference(picture, 1, made.data());
    for (std::size_t p = 0; p < shape_.pixels(); ++p) {
      double sum = 0;
      for (std::size_t j = p; j < width(); j += shape_.pixels())
        sum += std::abs(double(picture[j]) - double(made[j]));
      out[i * shape_.pixels() + p] = bounded(sum / double(shape_.channels));
    }
  }
}

}  // namespace

std::unique_ptr<Method> rescaled(std::unique_ptr<Method> inner, const PictureShape& shape) {
  return std::make_unique<Rescaled>(std::move(inner), shape);
}

std::unique_ptr<Method> load_rescaled(std::unique_ptr<Method> inner, const Archive& archive) {
  const PictureShape shape = load_shape(archive);
  if (shape.size() != inner->width())
    fail(Fault::model, "model file: pictures have {} numbers, the networks take {}; train the model again",
         shape.size(), inner->width());
  return rescaled(std::move(inner), shape);
}

}  // namespace discern
