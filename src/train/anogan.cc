#include "train/anogan.h"

#include <utility>

#include "train/adversarial.h"

namespace discern {

Learned learn_anogan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                     LearnContext& context) {
  AnoganOptions options = anogan_options().from(with_preset(settings, anogan_presets()));
  choose_sizes(options, normal.rows, normal.cols);

  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(normal, context.seed);
  Adversaries adversaries = learn_adversaries(learned, held_out, options, context);

  Learned result;
  result.options = anogan_options().save(options);
  result.curves = {{"critic gap", adversaries.gap.save()},
                   {"held-out energy distance", adversaries.held_out}};
  result.checks = {{"overfit", adversaries.overfit},
                   {"diversity", adversaries.diversity},
                   {"skipped_steps", adversaries.skipped}};
  result.method =
      std::make_unique<Anogan>(std::move(adversaries.generator), std::move(adversaries.critic), options);
  return result;
}

}  // namespace discern
