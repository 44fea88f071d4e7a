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
  const std::size_t size = context.picture.size();
  for (std::size_t i = 0; i < shown.rows; ++i)  // as PictureFanogan shows them
    for (std::size_t j = 0; j < size; ++j) shown.row(i)[j] = 2 * shown.row(i)[j] - 1;
  const auto [learned, held_out] = hold_out(shown, context);
  const PictureShape& picture = context.picture;
  const std::size_t condition = context.condition;
  auto adversaries = learn_adversaries<ConvNet>(
      learned, held_out,
      {picture_generator(picture, options.latent + std::int64_t(condition), options.width),
       picture_reader(picture, 1, options.width, condition)},
      options, context, kAdversaryTime);
  auto inverse = learn_inverse<ConvNet>(adversaries.generator, adversaries.critic,
                                        picture_reader(picture, options.latent, options.width, condition),
                                        learned, held_out, options, context);

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
