#include "train/anogan.h"

#include <utility>

#include "train/adversarial.h"
#include "train/network_shapes.h"

namespace discern {
namespace {

// What suits pictures where no setting says otherwise: penalties so large as tables bear blur what is made.
const std::map<std::string, std::string> kForPictures = {
    {"objective", "relativistic"}, {"r1", "0.05"},   {"r2", "0.05"},        {"beta1", "0.5"},
    {"generator-rate", "0.001"},   {"latent", "16"}, {"latent-rate", "0.1"}};

template <class Network>
Learned learn(const Matrix& normal, AnoganOptions options, LearnContext& context) {
  const NetworkShapes<Network> shapes(options, normal, context);

  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(shapes.shown(normal), context);
  AdversariesOf<Network> adversaries =
      learn_adversaries<Network>(learned, held_out, {shapes.generator(), shapes.reader(1)}, options, context);

  Learned result;
  result.options = anogan_options().save(options);
  result.curves = {{"critic gap", adversaries.gap.save()},
                   {"held-out energy distance", adversaries.held_out}};
  result.checks = {{"overfit", adversaries.overfit},
                   {"diversity", adversaries.diversity},
                   {"skipped_steps", adversaries.skipped}};
  result.method = shapes.method(std::make_unique<AnoganOf<Network>>(std::move(adversaries.generator),
                                                                    std::move(adversaries.critic), options));
  return result;
}

}  // namespace

Learned learn_anogan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                     LearnContext& context) {
  std::map<std::string, std::string> all = with_preset(settings, anogan_presets());
  if (context.picture) all.insert(kForPictures.begin(), kForPictures.end());
  const AnoganOptions options = anogan_options().from(all);
  return context.picture ? learn<ConvNet>(normal, options, context) : learn<Mlp>(normal, options, context);
}

}  // namespace discern
