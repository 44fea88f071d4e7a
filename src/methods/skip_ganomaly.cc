#include "methods/skip_ganomaly.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "methods/picture_scale.h"
#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {
namespace {

enum Column { kPublished, kReconstruction, kFeature, kDiscriminator, kColumns };

const std::vector<Component> kComponents = {
    {"skip_ganomaly", "the published score: lambda reconstruction + (1 - lambda) feature", true},
    {"reconstruction", "mean squared difference between the picture and what is made of it", false},
    {"feature", "mean squared difference of the two in the discriminator's last hidden layer", false},
    {"discriminator", "the discriminator's own verdict, -D(x)", false},
};

class SkipGanomaly : public Method {
 public:
  SkipGanomaly(ConvNet generator, ConvNet discriminator, double lambda)
      : generator_(std::move(generator)), discriminator_(std::move(discriminator)), lambda_(lambda) {}

  std::size_t width() const override { return generator_.inputs(); }
  const std::vector<Component>& components() const override { return kComponents; }
  void score(const float* x, std::size_t n, float* out) const override {
    for (std::size_t start = 0; start < n; start += kTile)
      score_tile(x + start * width(), std::min(kTile, n - start), out + start * kColumns);
  }
  void reference(const float* x, std::size_t n, float* out) const override {
    thread_local Tile tile;
    for (std::size_t start = 0; start < n; start += kTile) {
      const std::size_t rows = std::min(kTile, n - start);
      remake(x + start * width(), rows, tile);
      std::transform(tile.made.data(), tile.made.data() + rows * width(), out + start * width(), bounded);
    }
  }
  void save(Archive& archive) const override {
    generator_.save(archive, "generator");
    discriminator_.save(archive, "discriminator");
    archive.meta["lambda"] = lambda_;
  }

 private:
  static constexpr std::size_t kTile = kRowsAtOnce<ConvNet>;
  struct Tile {
    std::vector<float> input, made, value, made_value, features, made_features;
  };

  void remake(const float* x, std::size_t rows, Tile& tile) const {
    float* const input = room(tile.input, kTile * width());
    std::transform(x, x + rows * width(), input,
                   [](float v) { return std::clamp(v, -kFarthest, kFarthest); });
    generator_.forward(input, rows, room(tile.made, kTile * width()));
  }
  void score_tile(const float* x, std::size_t rows, float* out) const;

  ConvNet generator_, discriminator_;
  double lambda_;
};

void SkipGanomaly::score_tile(const float* x, std::size_t rows, float* out) const {
  thread_local Tile tile;
  remake(x, rows, tile);
  const std::size_t d = width(), h = discriminator_.features();
  discriminator_.forward(tile.input.data(), rows, room(tile.value, kTile), room(tile.features, kTile * h));
  discriminator_.forward(tile.made.data(), rows, room(tile.made_value, kTile),
                         room(tile.made_features, kTile * h));
  for (std::size_t i = 0; i < rows; ++i) {
    const double reconstruction = squared_distance(&tile.input[i * d], &tile.made[i * d], d) / double(d);
    const double feature = squared_distance(&tile.features[i * h], &tile.made_features[i * h], h) / double(h);
    float* const row = out + i * kColumns;
    row[kPublished] = bounded(lambda_ * reconstruction + (1 - lambda_) * feature);
    row[kReconstruction] = bounded(reconstruction);
    row[kFeature] = bounded(feature);
    row[kDiscriminator] = bounded(-double(tile.value[i]));
  }
}

}  // namespace

const OptionTable<SkipGanomalyOptions>& skip_ganomaly_options() {
  using O = SkipGanomalyOptions;
  static const OptionTable<O> table = [] {
    OptionTable<O> t("method skip_ganomaly");
    add_adversarial(t);
    add_augment(t);
    t.add("adversarial-weight", &O::adversarial_weight, "X",
          "weight in the generator's loss of what its discriminator is played for", range(0, 1e6))
        .add("reconstruction-weight", &O::reconstruction_weight, "X",
             "weight in the generator's loss of the mean absolute difference of pictures", range(0, 1e6))
        .add("latent-weight", &O::latent_weight, "X",
             "weight in the generator's loss of the mean squared difference of discriminator features",
             range(0, 1e6))
        .add("noise", &O::noise, "X", "deviation of noise on what the generator sees while it learns",
             range(0, 10))
        .add("lambda", &O::lambda, "X",
             "weight in the score of pixels; the discriminator's features have the rest", range(0, 1));
    return t;
  }();
  return table;
}

std::span<const OptionSpec> skip_ganomaly_option_specs() {
  return skip_ganomaly_options().specs();
}

std::unique_ptr<Method> make_skip_ganomaly(ConvNet generator, ConvNet discriminator, double lambda) {
  return std::make_unique<SkipGanomaly>(std::move(generator), std::move(discriminator), lambda);
}

std::unique_ptr<Method> load_picture_skip_ganomaly(const Archive& archive) {
  ConvNet generator = ConvNet::load(archive, "generator");
  ConvNet discriminator = ConvNet::load(archive, "discriminator");
  const std::size_t width = generator.inputs();
  if (generator.outputs() != width || discriminator.inputs() != width || discriminator.outputs() != 1)
    fail(Fault::model,
         "model file: generator and discriminator do not fit pictures of {} numbers; train the model again",
         width);
  const auto lambda = read_meta<double>(archive.meta, "lambda");
  if (!(lambda >= 0 && lambda <= 1))
    fail(Fault::model, "model file: \"lambda\" is {}, expected 0 to 1; train the model again", lambda);
  return load_rescaled(make_skip_ganomaly(std::move(generator), std::move(discriminator), lambda), archive);
}

}  // namespace discern
