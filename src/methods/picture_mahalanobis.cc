#include "methods/picture_mahalanobis.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "methods/mahalanobis.h"
#include "methods/picture_discern.h"
#include "methods/picture_features.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 128;

class PictureMahalanobis : public Method {
 public:
  // own: of features.
  PictureMahalanobis(PictureFeatures features, std::unique_ptr<Method> own, std::vector<float> mean)
      : features_(std::move(features)), own_(std::move(own)), mean_(std::move(mean)) {}

  std::size_t width() const override { return features_.shape().size(); }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {
        {"mahalanobis", "distance of the band energies to the mean of normal pictures, in their spread"}};
    return list;
  }
  void score(const float* x, std::size_t n, float* out) const override {
    thread_local std::vector<float> rows;
    rows.resize(std::max(rows.size(), kTile * features_.size()));
    for (std::size_t start = 0; start < n; start += kTile) {
      const std::size_t count = std::min(kTile, n - start);
      features_.compute(x + start * width(), count, rows.data());
      own_->score(rows.data(), count, out + start);
    }
  }
  // The mean picture.
  void reference(const float*, std::size_t n, float* out) const override {
    for (std::size_t i = 0; i < n; ++i) out = std::copy(mean_.begin(), mean_.end(), out);
  }
  void save(Archive& archive) const override {
    save_shape(features_.shape(), archive);
    archive.put("mean_picture", {mean_.size()}, mean_);
    own_->save(archive);
  }

 private:
  PictureFeatures features_;
  std::unique_ptr<Method> own_;
  std::vector<float> mean_;
};

}  // namespace

std::unique_ptr<Method> learn_picture_mahalanobis(const Matrix& normal, const PictureShape& shape,
                                                  const std::map<std::string, std::string>& settings,
                                                  Json& resolved) {
  require_rows(normal);
  PictureFeatures features(shape);
  Matrix rows(normal.rows, features.size());
  features.compute(normal.data.data(), normal.rows, rows.data.data());
  auto own = learn_mahalanobis(rows, settings, 0, resolved);
  return std::make_unique<PictureMahalanobis>(std::move(features), std::move(own), column_means(normal));
}

std::unique_ptr<Method> load_picture_mahalanobis(const Archive& archive) {
  PictureFeatures features(load_shape(archive));
  auto own = load_mahalanobis(archive);
  if (own->width() != features.size())
    fail(Fault::model, "model file: {} features of a picture, expected {}; train the model again",
         own->width(), features.size());
  std::vector<float> mean = archive.floats("mean_picture", features.shape().size());
  return std::make_unique<PictureMahalanobis>(std::move(features), std::move(own), std::move(mean));
}

}  // namespace discern
