#include "methods/mahalanobis.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "methods/ellipsoid.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::size_t kTile = 128;

const OptionTable<MahalanobisOptions>& mahalanobis_options() {
  // Without any shrinkage features that repeat each other would give an infinite distance.
  static const auto table = OptionTable<MahalanobisOptions>("method mahalanobis")
                                .add("shrinkage", &MahalanobisOptions::shrinkage, "SHARE",
                                     "share by which correlations are shrunk towards none", range(1e-4, 1));
  return table;
}

class Mahalanobis : public Method {
 public:
  Mahalanobis(std::vector<float> mean, Ellipsoid normal)
      : mean_(std::move(mean)), normal_(std::move(normal)) {}

  std::size_t width() const override { return mean_.size(); }
  const std::vector<Component>& components() const override {
    static const std::vector<Component> list = {
        {"mahalanobis", "distance to the mean of the normal records, in their spread"}};
    return list;
  }
  void score(const float* x, std::size_t n, float* out) const override;
  void reference(const float*, std::size_t n, float* out) const override {
    for (std::size_t i = 0; i < n; ++i) std::copy(mean_.begin(), mean_.end(), out + i * width());
  }
  void save(Archive& archive) const override {
    archive.put("mean", {width()}, mean_);
    normal_.save(archive, "normal");
  }

 private:
  std::vector<float> mean_;
  Ellipsoid normal_;
};

void Mahalanobis::score(const float* x, std::size_t n, float* out) const {
  for (std::size_t start = 0; start < n; start += kTile)
    normal_.distance(x + start * width(), std::min(kTile, n - start), out + start);
  for (std::size_t i = 0; i < n; ++i) out[i] = bounded(std::sqrt(double(width()) * double(out[i])));
}

}  // namespace

std::span<const OptionSpec> mahalanobis_option_specs() {
  return mahalanobis_options().specs();
}

std::unique_ptr<Method> learn_mahalanobis(const Matrix& normal, const MahalanobisOptions& options) {
  require_rows(normal);
  return std::make_unique<Mahalanobis>(column_means(normal), Ellipsoid(normal, options.shrinkage));
}

std::unique_ptr<Method> learn_mahalanobis(const Matrix& normal,
                                          const std::map<std::string, std::string>& settings, std::uint64_t,
                                          Json& resolved) {
  const MahalanobisOptions options = mahalanobis_options().from(settings);
  resolved = mahalanobis_options().save(options);
  return learn_mahalanobis(normal, options);
}

std::unique_ptr<Method> load_mahalanobis(const Archive& archive) {
  std::vector<float> mean = archive.floats("mean");
  if (mean.empty()) fail(Fault::model, "model file: tensor \"mean\" is empty; train the model again");
  Ellipsoid normal = Ellipsoid::load(archive, "normal", mean.size());
  return std::make_unique<Mahalanobis>(std::move(mean), std::move(normal));
}

}  // namespace discern
