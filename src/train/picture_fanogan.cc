#include "train/picture_fanogan.h"

#include <memory>
#include <utility>

#include "methods/picture_fanogan.h"
#include "train/adversarial.h"
#include "train/fanogan.h"
#include "train/inverse.h"
#include "train/picture_nets.h"

namespace discern {

Learned learn_picture_fanogan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                              LearnContext& context) {
  FanoganOptions options = fanogan_options().from(settings);
  choose_picture_sizes(options, normal.rows);
  options.encoder_steps = chosen_steps(options.encoder_steps, kEncoderSteps, normal.rows, options.batch);

  at::set_num_threads(int(context.threads));
  Matrix shown = normal;
  for (float& value : shown.data) value = 2 * value - 1;  // as PictureFanogan shows them
  const auto [learned, held_out] = hold_out(shown, context);
  const PictureShape& picture = context.picture;
  auto adversaries = learn_adversaries<ConvNet>(
      learned, held_out,
      {picture_generator(picture, options.latent, options.width), picture_reader(picture, 1, options.width)},
      options, context, kAdversaryTime);
  auto inverse = learn_inverse<ConvNet>(adversaries.generator, adversaries.critic,
                                        picture_reader(picture, options.latent, options.width), learned,
                                        held_out, options, context);

  Learned result;
  result.options = fanogan_options().save(options);
  result.curves = fanogan_curves(adversaries, inverse);
  result.checks = fanogan_checks(adversaries, inverse);
  result.method = std::make_unique<PictureFanogan>(
      PictureFanogan::Networks{std::move(adversaries.generator), std::move(adversaries.critic),
                               std::move(inverse.encoder)},
      PictureFanogan::Scoring{options.kappa, options.score == "two_sided"}, options.shrinkage, normal);
  return result;
}

}  // namespace discern
