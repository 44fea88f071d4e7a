#include "train/adversarial.h"

#include <algorithm>
#include <utility>

#include "train/stage.h"

namespace discern {
namespace {

// Enough records for a mean; more would only take time.
constexpr std::int64_t kSample = 1024;

AdamOptions generator_adam(const AdversarialOptions& options) {
  return {
      .rate = options.generator_rate, .beta1 = options.beta1, .beta2 = options.beta2, .clip = options.clip};
}

double spread_of(const at::Tensor& x) {
  return x.size(0) > 1 ? at::pdist(x).mean().item<double>() : 0.0;
}

void check(Adversaries& result, Duel& duel, const at::Tensor& learned, const at::Tensor& held_out) {
  const at::NoGradGuard constant;
  const MlpView generator(result.generator, MlpView::Kind::constant);
  const MlpView critic(result.critic, MlpView::Kind::constant);
  const at::Tensor made = generator.forward(duel.latents(kSample));
  const auto sample = [](const at::Tensor& x) { return x.narrow(0, 0, std::min(kSample, x.size(0))); };
  const at::Tensor unseen = critic.forward(sample(held_out));
  const double deviation = unseen.size(0) > 1 ? unseen.std().item<double>() : 0.0;
  const double difference = (critic.forward(sample(learned)).mean() - unseen.mean()).item<double>();
  result.overfit = deviation > 0 ? difference / deviation : 0.0;
  const double real = spread_of(sample(learned));
  result.diversity = real > 0 ? spread_of(made) / real : 1.0;
}

}  // namespace

Duel::Duel(const at::Tensor& real, const AdversarialOptions& options, std::uint64_t seed)
    : Duel(real, options, seed, find_objective(options.objective)) {}

Duel::Duel(const at::Tensor& real, const AdversarialOptions& options, std::uint64_t seed, Objective objective)
    : options_(options),
      generator_({widths_of(options.latent, options, real.size(1))}, Random(seed, "generator weights"),
                 generator_adam(options), options.ema),
      discriminator_(real.size(1), options, seed, "critic", std::move(objective)),
      batches_(real, options.batch, Random(seed, "critic batches")),
      random_(seed, "latents"),
      noise_(generator_from(random_)) {}

at::Tensor Duel::latents(std::int64_t n) {
  return at::randn({n, options_.latent}, noise_);
}

double Duel::discriminator_step(const Pace& pace) {
  at::Tensor made;
  {
    const at::NoGradGuard constant;
    made = generator_.constant().forward(latents(options_.batch));
  }
  return discriminator_.step(batches_.next(), made, pace);
}

void Duel::generator_step(const Pace& pace) {
  const at::Tensor made = generator_.learning().forward(latents(options_.batch));
  const at::Tensor real = discriminator_.needs_real() ? batches_.next() : at::Tensor();
  generator_.step(discriminator_.generator_loss(real, made, pace), pace.rate);
}

void Duel::round(const Pace& pace, Curve& gap) {
  for (std::int64_t i = 0; i < options_.critic_steps; ++i) gap.add(discriminator_step(pace));
  generator_step(pace);
}

void Duel::save(Archive& archive, const std::string& name) const {
  generator_.save(archive, name + ".generator");
  discriminator_.save(archive, name + ".discriminator");
  batches_.save(archive, name + ".batches");
  save_noise(archive, name + ".latents", noise_);
}

void Duel::load(const Archive& archive, const std::string& name) {
  generator_.load(archive, name + ".generator");
  discriminator_.load(archive, name + ".discriminator");
  batches_.load(archive, name + ".batches");
  load_noise(archive, name + ".latents", noise_);
}

Adversaries learn_adversaries(const at::Tensor& learned, const at::Tensor& held_out,
                              const AdversarialOptions& options, LearnContext& context, double time_share) {
  Duel duel(learned, options, context.seed);
  Adversaries result;
  Stage stage(context, "critic and generator", options.steps, 0, time_share);
  stage.keep("duel", duel).keep("gap", result.gap);
  for (std::int64_t step = stage.begin(); stage.goes_on(step, result.gap.last()); ++step)
    duel.round(stage.pace(step), result.gap);
  result.generator = duel.generator();
  result.critic = duel.discriminator();
  result.skipped = duel.skipped();
  check(result, duel, learned, held_out);
  return result;
}

}  // namespace discern
