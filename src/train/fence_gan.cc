#include "train/fence_gan.h"

#include <algorithm>
#include <utility>

#include "methods/discriminator_score.h"
#include "methods/rows.h"
#include "train/adversarial.h"
#include "train/normal_noise.h"
#include "train/stage.h"

namespace discern {
namespace {

constexpr std::int64_t kPretrainEpochs = 15;

class Fence : public Stateful {
 public:
  Fence(const at::Tensor& real, const FenceGanOptions& options, std::uint64_t seed)
      : options_(options),
        generator_({widths_of(options.latent, options, real.size(1))}, Random(seed, "generator weights"),
                   {options.generator_rate, options.beta1, options.beta2, 1e-8, options.clip}, options.ema),
        discriminator_(real.size(1), options, seed, "critic", fence_objective(options.alpha, options.gamma)),
        batches_(real, options.batch, Random(seed, "critic batches")),
        random_(seed, "latents"),
        noise_(generator_from(random_)) {}

  at::Tensor made(const MlpView& generator, std::int64_t n) {
    return generator.forward(normal_noise(n, options_.latent, noise_));
  }

  double discriminator_step(const Pace& pace) {
    at::Tensor fake;
    {
      const at::NoGradGuard constant;
      fake = made(generator_.constant(), options_.batch);
    }
    return discriminator_.step(batches_.next(), fake, pace);
  }

  void generator_step(const Pace& pace) {
    const at::Tensor fake = made(generator_.learning(), options_.batch);
    const at::Tensor real = discriminator_.needs_real() ? batches_.next() : at::Tensor();
    const at::Tensor loss = discriminator_.generator_loss(real, fake, pace);
    generator_.step(loss + options_.beta * dispersion(fake), pace.rate);
  }

  Mlp generator() const { return generator_.average(); }
  Mlp discriminator() const { return discriminator_.average(); }
  std::int64_t skipped() const { return generator_.skipped() + discriminator_.skipped(); }

  void save(Archive& archive, const std::string& name) const override {
    generator_.save(archive, name + ".generator");
    discriminator_.save(archive, name + ".discriminator");
    batches_.save(archive, name + ".batches");
    save_noise(archive, name + ".latents", noise_);
  }
  void load(const Archive& archive, const std::string& name) override {
    generator_.load(archive, name + ".generator");
    discriminator_.load(archive, name + ".discriminator");
    batches_.load(archive, name + ".batches");
    load_noise(archive, name + ".latents", noise_);
  }

 private:
  const FenceGanOptions& options_;
  TrainedNetwork generator_;
  Discriminator discriminator_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
};

void learn(Fence& fence, const FenceGanOptions& options, LearnContext& context, Curve& gap) {
  const std::int64_t before = options.pretrain_steps;
  Stage stage(context, "critic and generator", before + options.steps);
  stage.keep("fence", fence).keep("gap", gap);
  for (std::int64_t step = stage.begin(); stage.goes_on(step, gap.last()); ++step) {
    const Pace pace = stage.pace(step);
    const std::int64_t critic_steps = step < before ? 1 : options.critic_steps;
    for (std::int64_t i = 0; i < critic_steps; ++i) gap.add(fence.discriminator_step(pace));
    if (step >= before) fence.generator_step(pace);
  }
}

}  // namespace

Objective fence_objective(double alpha, double gamma) {
  return {.name = "fence",
          .discriminator =
              [gamma](const at::Tensor& real, const at::Tensor& fake, double smooth) {
                return binary_cross_entropy(real, 1 - smooth) + gamma * binary_cross_entropy(fake, 0);
              },
          .generator = [alpha](const at::Tensor&,
                               const at::Tensor& fake) { return binary_cross_entropy(fake, alpha); },
          .joint = nullptr};
}

at::Tensor dispersion(const at::Tensor& x) {
  // The root has no slope at zero.
  const at::Tensor distance = ((x - x.mean(0)).square().sum(1) + 1e-12).sqrt();
  return 1 / distance.mean();
}

FenceGanOptions resolve(FenceGanOptions options, std::size_t n, std::size_t width) {
  choose_sizes(options, n, width);
  if (options.pretrain_steps == 0) {
    const std::int64_t epoch = (std::int64_t(n) + options.batch - 1) / options.batch;
    options.pretrain_steps = std::min(kPretrainEpochs * epoch, std::max<std::int64_t>(1, options.steps / 4));
  }
  return options;
}

Learned learn_fence_gan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                        LearnContext& context) {
  const FenceGanOptions options = resolve(fence_gan_options().from(settings), normal.rows, normal.cols);
  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(normal, context);
  warn_of(options, context);
  Fence fence(learned, options, context.seed);
  Curve gap;
  learn(fence, options, context, gap);

  Mlp generator = fence.generator(), discriminator = fence.discriminator();
  const at::NoGradGuard constant;
  const at::Tensor made = fence.made(MlpView(generator, MlpView::Kind::constant), kSample);
  Learned result;
  result.options = fence_gan_options().save(options);
  result.curves = {{"critic gap", gap.save()}};
  result.checks = {{"overfit", overfit_of(discriminator, learned, held_out)},
                   {"diversity", diversity_of(made, learned)},
                   {"skipped_steps", fence.skipped()}};
  result.method = make_discriminator_score(std::move(discriminator), column_means(normal));
  return result;
}

}  // namespace discern
