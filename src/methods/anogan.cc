#include "methods/anogan.h"

#include <algorithm>
#include <utility>

#include "base/fail.h"
#include "methods/picture_scale.h"
#include "methods/rows.h"

namespace discern {
namespace {

constexpr std::int64_t kMostSteps = 10'000;
constexpr double kLeastRate = 1e-6, kMostRate = 1;

enum Column { kResidual, kFeature, kAnogan, kDiscriminator, kColumns };

const std::vector<Component> kComponents = {
    {"residual", "sum of the differences between the record and the closest one the generator makes", false},
    {"feature", "sum of the differences of the two in the critic's last hidden layer", false},
    {"anogan", "the published score: (1 - feature weight) residual + feature weight feature", true},
    {"discriminator", "the critic's own verdict, -D(x)", false},
};

OptionTable<AnoganOptions> make_options() {
  using O = AnoganOptions;
  OptionTable<O> table("method anogan");
  add_adversarial(table);
  add_augment(table);
  add_progressive(table);
  table
      .add("preset", &O::preset, "NAME",
           "settings close to the paper's for a data set, where not given otherwise", one_of(preset_names()))
      .add("feature-weight", &LatentSearch::feature_weight, "SHARE",
           "share of the critic's features in the score and in the search; the record itself has the rest",
           range(0, 1))
      .add("latent-steps", &LatentSearch::steps, "N", "steps of the search for a record's latent",
           range(0, double(kMostSteps)))
      .add("latent-rate", &LatentSearch::rate, "X", "learning rate of that search, falling to 0",
           range(kLeastRate, kMostRate))
      .add("latent-patience", &LatentSearch::patience, "N",
           "steps within which a record's score has to fall by the tolerance, or its search ends; 0: never",
           range(0, double(kMostSteps)))
      .add("latent-tolerance", &LatentSearch::tolerance, "SHARE", "share that it has to fall by", range(0, 1))
      .add("latent-start", &O::start, "KIND",
           "where the search begins: at 0, or where a trained encoder says", one_of({"zero", "encoder"}))
      .add("encoder-steps", &O::encoder_steps, "N", "steps of that encoder; 0: chosen from the records",
           range(0, 1e7))
      .add("latent-time", &O::time, "MS",
           "most milliseconds of the search for a record alone on this machine: fewer steps, where "
           "latent-steps take longer; 0: any",
           range(0, 1e6));
  return table;
}

}  // namespace

const OptionTable<AnoganOptions>& anogan_options() {
  static const OptionTable<AnoganOptions> table = make_options();
  return table;
}

std::span<const OptionSpec> anogan_option_specs() {
  return anogan_options().specs();
}

// Those of EGBAD's code, which holds AnoGAN beside it; the paper itself has no tables.
std::span<const Preset> anogan_presets() {
  static const std::vector<Preset> presets = [] {
    std::vector<Preset> out = bigan_presets("0.9999");
    for (Preset& preset : out) preset.settings.insert({"latent-steps", "500"});
    return out;
  }();
  return presets;
}

template <class Network>
AnoganOf<Network>::AnoganOf(Network generator, Network critic, LatentSearch search,
                            std::optional<Network> encoder)
    : search_(std::move(generator), std::move(critic), std::move(encoder), search) {}

template <class Network>
const std::vector<Component>& AnoganOf<Network>::components() const {
  return kComponents;
}

template <class Network>
void AnoganOf<Network>::score(const float* x, std::size_t n, float* out) const {
  search_.run(x, n, [&](const auto& found) {
    float* const row = out + found.record * kColumns;
    row[kResidual] = bounded(found.residual);
    row[kFeature] = bounded(found.feature);
    row[kAnogan] = bounded(found.score);
    row[kDiscriminator] = bounded(-found.value);
  });
}

template <class Network>
void AnoganOf<Network>::reference(const float* x, std::size_t n, float* out) const {
  std::vector<float> best(n * latent());
  search_.run(x, n, [&](const auto& found) {
    std::copy_n(found.latent, latent(), best.data() + found.record * latent());
  });
  generate(best.data(), n, out);
}

template <class Network>
void AnoganOf<Network>::generate(const float* z, std::size_t n, float* out) const {
  search_.generator().forward(z, n, out);
  for (std::size_t i = 0; i < n * width(); ++i) out[i] = bounded(out[i]);
}

template <class Network>
void AnoganOf<Network>::save(Archive& archive) const {
  const LatentSearch& search = search_.search();
  search_.generator().save(archive, "generator");
  search_.critic().save(archive, "critic");
  if (search_.encoder()) search_.encoder()->save(archive, "encoder");
  archive.meta["feature_weight"] = search.feature_weight;
  archive.meta["latent_steps"] = search.steps;
  archive.meta["latent_rate"] = search.rate;
  if (search.patience == 0) return;
  archive.meta["latent_patience"] = search.patience;
  archive.meta["latent_tolerance"] = search.tolerance;
}

namespace {

std::size_t layers_of(const Mlp& mlp) {
  return mlp.layers();
}

std::size_t layers_of(const ConvNet& net) {
  return net.layers().size();
}

LatentSearch load_search(const Json& meta) {
  const auto within = [](const char* name, double value, double least, double most) {
    if (!(value >= least && value <= most))
      fail(Fault::model, "model file: {} is {}, expected {} to {}; train the model again", name, value, least,
           most);
  };
  LatentSearch search;
  search.feature_weight = read_meta<double>(meta, "feature_weight");
  search.steps = read_meta<std::int64_t>(meta, "latent_steps");
  search.rate = read_meta<double>(meta, "latent_rate");
  if (meta.contains("latent_patience")) {
    search.patience = read_meta<std::int64_t>(meta, "latent_patience");
    search.tolerance = read_meta<double>(meta, "latent_tolerance");
  }
  within("feature_weight", search.feature_weight, 0, 1);
  within("latent_steps", double(search.steps), 0, double(kMostSteps));
  within("latent_rate", search.rate, kLeastRate, kMostRate);
  within("latent_patience", double(search.patience), 0, double(kMostSteps));
  within("latent_tolerance", search.tolerance, 0, 1);
  return search;
}

template <class Network>
std::unique_ptr<Method> load_of(const Archive& archive) {
  Network generator = Network::load(archive, "generator"), critic = Network::load(archive, "critic");
  std::optional<Network> encoder;
  if (archive.meta.contains("encoder")) encoder = Network::load(archive, "encoder");
  if (generator.outputs() != critic.inputs() || critic.outputs() != 1 || layers_of(critic) < 2)
    fail(Fault::model, "model file: generator and critic do not fit together; train the model again");
  if (encoder && (encoder->inputs() != generator.outputs() || encoder->outputs() != generator.inputs()))
    fail(Fault::model, "model file: generator and encoder do not fit together; train the model again");
  return std::make_unique<AnoganOf<Network>>(std::move(generator), std::move(critic),
                                             load_search(archive.meta), std::move(encoder));
}

}  // namespace

std::unique_ptr<Method> load_anogan(const Archive& archive) {
  return load_of<Mlp>(archive);
}

std::unique_ptr<Method> load_picture_anogan(const Archive& archive) {
  return load_rescaled(load_of<ConvNet>(archive), archive);
}

template class AnoganOf<Mlp>;
template class AnoganOf<ConvNet>;

}  // namespace discern
