#include "train/egbad.h"

#include <utility>

#include "train/adversarial.h"
#include "train/bigan.h"

namespace discern {
namespace {

constexpr std::int64_t kSteps = 2000;

}  // namespace

Learned learn_egbad(const Matrix& normal, const std::map<std::string, std::string>& settings,
                    LearnContext& context) {
  EgbadOptions options = egbad_options().from(with_preset(settings, egbad_presets()));
  choose_sizes(options, normal.rows, normal.cols, kSteps);

  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(normal, context.seed);
  LearnedBigan bigan = learn_bigan(learned, held_out, options, false, context);

  Learned result;
  result.options = egbad_options().save(options);
  result.curves = {{"discriminator gap", bigan.gap.save()}, {"held-out energy distance", bigan.held_out}};
  result.checks = bigan.checks();
  result.method = std::make_unique<Egbad>(
      Bigan(std::move(bigan.generator), std::move(bigan.encoder)), std::move(bigan.xz),
      Egbad::Scoring{options.score == "feature", options.reconstruction_weight,
                     options.discriminator_weight});
  return result;
}

}  // namespace discern
