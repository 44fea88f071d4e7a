#include "train/picture_gan_score.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/fail.h"
#include "methods/picture_gan_score.h"
#include "train/adversarial.h"
#include "train/batches.h"
#include "train/conditional.h"
#include "train/picture_gan.h"

namespace discern {
namespace {

constexpr std::size_t kFewest = 2;

// How much more than pictures left out the critic values those that it saw, in deviations.
double overfit_of(const PictureGan& gan, const Matrix& seen) {
  Matrix values(seen.rows, PictureGan::kColumns);
  gan.score(seen.data.data(), seen.rows, values.data.data());
  double sum = 0;
  for (std::size_t i = 0; i < values.rows; ++i) sum -= double(values.row(i)[PictureGan::kCritic]);
  return sum / double(values.rows);
}

// As diversity_of, of thumbnails made of latents, of the kinds of real ones.
double diversity_of_latents(LearnedPictureGan& networks, const Matrix& thumbnails, std::uint64_t seed) {
  const at::NoGradGuard constant;
  Random random(seed, "latents of the check");
  at::Generator noise = generator_from(random);
  const at::Tensor real = tensor_of(thumbnails);
  const ConvView generator(networks.generator, NetworkView::Kind::constant);
  const at::Tensor z = at::randn({kSample, std::int64_t(networks.encoder.outputs())}, noise);
  const at::Tensor like = real.index_select(0, at::arange(kSample) % real.size(0));
  return diversity_of(make_like(generator, z, like), real);
}

}  // namespace

Learned learn_picture_gan_score(const Matrix& normal, const std::map<std::string, std::string>& settings,
                                LearnContext& context) {
  const PictureGanScoreOptions options = picture_gan_options().from(settings);
  if (normal.rows < kFewest)
    fail(Fault::data, "the normal pictures: {} found, expected at least {}; add more", normal.rows, kFewest);
  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(normal, context);
  const Matrix seen = matrix_of(learned), left_out = matrix_of(held_out);
  const Thumbnail thumbnail(context.picture);
  const Matrix small = thumbnails_of(seen, thumbnail);
  LearnedPictureGan networks = learn_picture_gan(small, thumbnails_of(left_out, thumbnail), thumbnail.small(),
                                                 options, "generator, encoder and critic", 0, 1, context);
  const double diversity = diversity_of_latents(networks, small, context.seed);
  PictureGan gan(context.picture, std::move(networks.encoder), std::move(networks.generator),
                 std::move(networks.critic), left_out, seen);
  Learned result;
  result.options = picture_gan_options().save(options);
  result.curves = {{"reconstruction loss", networks.loss.save()}, {"critic gap", networks.gap.save()}};
  if (!networks.held_out.is_null()) result.curves["held-out reconstruction error"] = networks.held_out;
  result.checks = {
      {"skipped_steps", networks.skipped}, {"overfit", overfit_of(gan, seen)}, {"diversity", diversity}};
  result.method = std::make_unique<PictureGanScore>(context.picture, std::move(gan));
  return result;
}

}  // namespace discern
