#include "train/alad.h"

#include <utility>

#include "train/adversarial.h"
#include "train/bigan.h"

namespace discern {
namespace {

constexpr std::int64_t kSteps = 3000;

}  // namespace

Learned learn_alad(const Matrix& normal, const std::map<std::string, std::string>& settings,
                   LearnContext& context) {
  AladOptions options = alad_options().from(with_preset(settings, alad_presets()));
  choose_sizes(options, normal.rows, normal.cols, kSteps);

  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(normal, context.seed);
  LearnedBigan bigan = learn_bigan(learned, held_out, options, true, context);

  Learned result;
  result.options = alad_options().save(options);
  result.curves = {{"discriminator gap", bigan.gap.save()}, {"held-out energy distance", bigan.held_out}};
  result.checks = bigan.checks();
  result.method = make_alad(Bigan(std::move(bigan.generator), std::move(bigan.encoder)), std::move(bigan.xx),
                            options.score);
  return result;
}

}  // namespace discern
