#include "methods/alad.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/fail.h"
#include "methods/picture_scale.h"
#include "methods/residuals.h"
#include "methods/rows.h"

namespace discern {
namespace {

enum Column { kFeature, kL1, kL2, kCrossEntropy, kColumns };

// With r = G(E(x)) and f the last hidden layer of D.
const std::vector<Component> kComponents = {
    {"feature", "the published score: summed difference of the discriminator's features of record and remake",
     false},
    {"l1", "summed absolute difference between the record and what is made of its latent", false},
    {"l2", "Euclidean distance between the record and what is made of its latent", false},
    {"cross_entropy", "how surely the discriminator tells what is made of the record from the record", false},
};

std::vector<std::string> names_of(const std::vector<Component>& components) {
  std::vector<std::string> names;
  for (const Component& component : components) names.push_back(component.name);
  return names;
}

template <class Network>
class Alad : public BiganMethod<Network> {
 public:
  Alad(BiganOf<Network> bigan, Network discriminator, std::size_t counts)
      : BiganMethod<Network>(std::move(bigan)),
        discriminator_(std::move(discriminator)),
        components_(kComponents),
        counts_(counts) {
    components_[counts].fused = true;
  }

  const std::vector<Component>& components() const override { return components_; }
  void save(Archive& archive) const override;

 private:
  void score_tile(const float* x, std::size_t rows, float* out) const override;

  Network discriminator_;
  std::vector<Component> components_;
  std::size_t counts_;
};

template <class Network>
void Alad<Network>::score_tile(const float* x, std::size_t rows, float* out) const {
  constexpr std::size_t kTile = BiganOf<Network>::kTile;
  thread_local typename BiganOf<Network>::Tile tile;
  thread_local std::vector<float> joined, values, real, fake;
  this->bigan().reconstruct(x, rows, tile);
  const std::size_t d = this->width(), h = discriminator_.features();
  const auto judge = [&](const std::vector<float>& records, std::vector<float>& features) {
    join_rows(tile.input.data(), d, records.data(), d, rows, room(joined, kTile * 2 * d));
    discriminator_.forward(joined.data(), rows, room(values, kTile), room(features, kTile * h));
  };
  judge(tile.input, real);
  judge(tile.made, fake);
  for (std::size_t i = 0; i < rows; ++i) {
    const float *input = &tile.input[i * d], *made = &tile.made[i * d];
    float* const row = out + i * kColumns;
    row[kFeature] = bounded(l1_distance(&real[i * h], &fake[i * h], h));
    row[kL1] = bounded(l1_distance(input, made, d));
    row[kL2] = bounded(std::sqrt(squared_distance(input, made, d)));
    row[kCrossEntropy] = bounded(real_cross_entropy(values[i]));
  }
}

template <class Network>
void Alad<Network>::save(Archive& archive) const {
  this->bigan().save(archive);
  discriminator_.save(archive, "discriminator_xx");
  archive.meta["score"] = components_[counts_].name;
}

std::size_t column_of(std::string_view score, Fault fault, std::string_view where) {
  const auto found = std::find_if(kComponents.begin(), kComponents.end(),
                                  [&](const Component& component) { return component.name == score; });
  if (found == kComponents.end())
    fail(fault, "{}: score is \"{}\", expected feature, l1, l2 or cross_entropy; train the model again",
         where, score);
  return std::size_t(found - kComponents.begin());
}

OptionTable<AladOptions> make_options() {
  using O = AladOptions;
  OptionTable<O> table("method alad");
  add_adversarial(table);
  add_augment(table);
  add_cycle_weight(table);
  table
      .add("preset", &O::preset, "NAME",
           "settings close to the paper's for a data set, where not given otherwise", one_of(preset_names()))
      .add("score", &O::score, "KIND", "the component that counts; the others are reported",
           one_of(names_of(kComponents)));
  return table;
}

}  // namespace

const OptionTable<AladOptions>& alad_options() {
  static const OptionTable<AladOptions> table = make_options();
  return table;
}

std::span<const OptionSpec> alad_option_specs() {
  return alad_options().specs();
}

std::span<const Preset> alad_presets() {
  static const std::vector<Preset> presets = bigan_presets("0.999");
  return presets;
}

template <class Network>
std::unique_ptr<Method> make_alad(BiganOf<Network> bigan, Network discriminator, std::string_view score) {
  return std::make_unique<Alad<Network>>(std::move(bigan), std::move(discriminator),
                                         column_of(score, Fault::usage, "method alad"));
}

template std::unique_ptr<Method> make_alad(BiganOf<Mlp>, Mlp, std::string_view);
template std::unique_ptr<Method> make_alad(BiganOf<ConvNet>, ConvNet, std::string_view);

namespace {

template <class Network>
std::unique_ptr<Method> load_of(const Archive& archive) {
  auto bigan = BiganOf<Network>::load(archive);
  Network discriminator = Network::load(archive, "discriminator_xx");
  if (discriminator.inputs() != 2 * bigan.width() || discriminator.outputs() != 1)
    fail(Fault::model,
         "model file: the discriminator makes {} numbers of {}, expected 1 of {}; train the model again",
         discriminator.outputs(), discriminator.inputs(), 2 * bigan.width());
  const auto score = read_meta<std::string>(archive.meta, "score");
  const std::size_t counts = column_of(score, Fault::model, "model file");
  return std::make_unique<Alad<Network>>(std::move(bigan), std::move(discriminator), counts);
}

}  // namespace

std::unique_ptr<Method> load_alad(const Archive& archive) {
  return load_of<Mlp>(archive);
}

std::unique_ptr<Method> load_picture_alad(const Archive& archive) {
  return load_rescaled(load_of<ConvNet>(archive), archive);
}

}  // namespace discern
