#include "train/alad.h"

#include <utility>

#include "train/adversarial.h"
#include "train/bigan.h"

namespace discern {
namespace {

constexpr std::int64_t kSteps = 3000, kPictureSteps = 800;  // usual

template <class Network>
Learned learn(const Matrix& normal, AladOptions options, LearnContext& context) {
  const NetworkShapes<Network> shapes(options, normal, context, context.picture ? kPictureSteps : kSteps);

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
  auto all = with_preset(settings, alad_presets());
  if (context.picture) all.insert(bigan_for_pictures().begin(), bigan_for_pictures().end());
  const AladOptions options = alad_options().from(all);
  return context.picture ? learn<ConvNet>(normal, options, context) : learn<Mlp>(normal, options, context);
}

}  // namespace discern
