#include "train/egbad.h"

#include <utility>

#include "train/adversarial.h"
#include "train/bigan.h"

namespace discern {
namespace {

constexpr UsualSteps kSteps{.tables = 2000, .pictures = 1000};

template <class Network>
Learned learn(const Matrix& normal, EgbadOptions options, LearnContext& context) {
  const NetworkShapes<Network> shapes(options, normal, context, kSteps);

  at::set_num_threads(int(context.threads));
  LearnedBigan<Network> bigan = learn_bigan(shapes.shown(normal), shapes, options, false, context);

  Learned result;
  result.options = egbad_options().save(options);
  result.curves = {{"discriminator gap", bigan.gap.save()}, {"held-out energy distance", bigan.held_out}};
  result.checks = bigan.checks();
  using Egbad = EgbadOf<Network>;
  result.method = shapes.method(std::make_unique<Egbad>(
      BiganOf<Network>(std::move(bigan.generator), std::move(bigan.encoder)), std::move(bigan.xz),
      typename Egbad::Scoring{options.score == "feature", options.reconstruction_weight,
                              options.discriminator_weight}));
  return result;
}

}  // namespace

Learned learn_egbad(const Matrix& normal, const std::map<std::string, std::string>& settings,
                    LearnContext& context) {
  const auto given = with_preset(settings, egbad_presets());
  if (!context.picture) return learn<Mlp>(normal, egbad_options().from(given), context);
  return learn<ConvNet>(normal, egbad_options().from(with_others(given, bigan_for_pictures())), context);
}

}  // namespace discern
