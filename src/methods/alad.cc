#include "methods/alad.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/fail.h"
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

class Alad : public BiganMethod {
 public:
  Alad(Bigan bigan, Mlp discriminator, std::size_t counts)
      : BiganMethod(std::move(bigan)),
        discriminator_(std::move(discriminator)),
        components_(kComponents),
        counts_(counts) {
    components_[counts].fused = true;
  }

  const std::vector<Component>& components() const override { return components_; }
  void save(Archive& archive) const override;

 private:
  void score_tile(const float* x, std::size_t rows, float* out) const override;

  Mlp discriminator_;
  std::vector<Component> components_;
  std::size_t counts_;
};

void Alad::score_tile(const float* x, std::size_t rows, float* out) const {
  thread_local Bigan::Tile tile;
  thread_local std::vector<float> joined, values, real, fake;
  bigan().reconstruct(x, rows, tile);
  const std::size_t d = width(), h = discriminator_.features();
  const auto judge = [&](const std::vector<float>& records, std::vector<float>& features) {
    join_rows(tile.input.data(), d, records.data(), d, rows, room(joined, Bigan::kTile * 2 * d));
    discriminator_.forward(joined.data(), rows, room(values, Bigan::kTile), room(features, Bigan::kTile * h));
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

void Alad::save(Archive& archive) const {
  bigan().save(archive);
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

std::unique_ptr<Method> make_alad(Bigan bigan, Mlp discriminator, std::string_view score) {
  return std::make_unique<Alad>(std::move(bigan), std::move(discriminator),
                                column_of(score, Fault::usage, "method alad"));
}

std::unique_ptr<Method> load_alad(const Archive& archive) {
  Bigan bigan = Bigan::load(archive);
  Mlp discriminator = Mlp::load(archive, "discriminator_xx");
  if (discriminator.inputs() != 2 * bigan.width() || discriminator.outputs() != 1)
    fail(Fault::model,
         "model file: the discriminator makes {} numbers of {}, expected 1 of {}; train the model again",
         discriminator.outputs(), discriminator.inputs(), 2 * bigan.width());
  const auto score = read_meta<std::string>(archive.meta, "score");
  const std::size_t counts = column_of(score, Fault::model, "model file");
  return std::make_unique<Alad>(std::move(bigan), std::move(discriminator), counts);
}

}  // namespace discern
