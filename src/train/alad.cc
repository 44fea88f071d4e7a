#include "train/alad.h"

#include <utility>

#include "train/adversarial.h"
#include "train/bigan.h"

namespace discern {
namespace {

constexpr UsualSteps kSteps{.tables = 3000, .pictures = 800};

template <class Network>
Learned learn(const Matrix& normal, AladOptions options, LearnContext& context) {
  const NetworkShapes<Network> shapes(options, normal, context, kSteps);

  at::set_num_threads(int(context.threads));
  LearnedBigan<Network> bigan = learn_bigan(shapes.shown(normal), shapes, options, true, context);

  Learned result;
  result.options = alad_options().save(options);
  result.curves = {{"discriminator gap", bigan.gap.save()}, {"held-out energy distance", bigan.held_out}};
  result.checks = bigan.checks();
  result.method =
      shapes.method(make_alad(BiganOf<Network>(std::move(bigan.generator), std::move(bigan.encoder)),
                              std::move(bigan.xx), options.score));
  return result;
}

}  // namespace

Learned learn_alad(const Matrix& normal, const std::map<std::string, std::string>& settings,
                   LearnContext& context) {
  const auto given = with_preset(settings, alad_presets());
  if (!context.picture) return learn<Mlp>(normal, alad_options().from(given), context);
  return learn<ConvNet>(normal, alad_options().from(with_others(given, bigan_for_pictures())), context);
}

}  // namespace discern
