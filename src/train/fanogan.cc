#include "train/fanogan.h"

#include <utility>

#include "train/safer.h"

namespace discern {
FanoganOptions resolve(FanoganOptions options, std::size_t n, std::size_t width) {
  choose_sizes(options, n, width);
  options.encoder_steps = chosen_steps(options.encoder_steps, kEncoderSteps, n, options.batch);
  return options;
}

Learned learn_fanogan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                      LearnContext& context) {
  const FanoganOptions options = resolve(fanogan_options().from(settings), normal.rows, normal.cols);

  at::set_num_threads(int(context.threads));
  auto [learned, held_out] = hold_out(normal, context);
  Adversaries adversaries = learn_adversaries(learned, held_out, options, context, kAdversaryTime);
  Inverse inverse =
      learn_inverse(adversaries.generator, adversaries.critic, learned, held_out, options, context);
  learned = held_out = at::Tensor();  // the method makes as large ones of its own

  Learned result;
  result.options = fanogan_options().save(options);
  result.curves = fanogan_curves(adversaries, inverse);
  result.checks = fanogan_checks(adversaries, inverse);
  result.method =
      std::make_unique<Fanogan>(Fanogan::Networks{std::move(adversaries.generator),
                                                  std::move(adversaries.critic), std::move(inverse.encoder)},
                                options.kappa, options.shrinkage, normal);
  return result;
}

std::map<std::string, std::string> safer_fanogan(const std::map<std::string, std::string>& settings) {
  FanoganOptions options = fanogan_options().from(settings);
  const FanoganOptions usual;
  make_safer(options, usual);
  options.encoder_rate = safer_rate(options.encoder_rate, usual.encoder_rate);
  return settings_of(fanogan_options(), options);
}

}  // namespace discern
