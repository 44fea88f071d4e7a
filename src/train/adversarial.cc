#include "train/adversarial.h"

#include <algorithm>
#include <utility>

#include "train/batches.h"
#include "train/objectives.h"
#include "train/stage.h"
#include "train/trained_network.h"

namespace discern {
namespace {

// Enough records for a mean; more would only take time.
constexpr std::int64_t kSample = 1024;

std::vector<std::size_t> widths_of(std::int64_t inputs, const FanoganOptions& options, std::int64_t outputs) {
  std::vector<std::size_t> widths(std::size_t(options.layers) + 2, std::size_t(options.width));
  widths.front() = std::size_t(inputs);
  widths.back() = std::size_t(outputs);
  return widths;
}

class Duel {
 public:
  Duel(const at::Tensor& real, const FanoganOptions& options, std::uint64_t seed)
      : options_(options),
        generator_({widths_of(options.latent, options, real.size(1))}, Random(seed, "generator weights"),
                   {options.generator_rate}, options.ema),
        critic_({widths_of(real.size(1), options, 1)}, Random(seed, "critic weights"), {options.critic_rate},
                options.ema),
        batches_(real, options.batch, Random(seed, "critic batches")),
        random_(seed, "latents"),
        noise_(generator_from(random_)) {}

  at::Tensor latents(std::int64_t n) { return at::randn({n, options_.latent}, noise_); }

  // The gap before the step.
  double critic_step(double rate_share) {
    at::Tensor made;
    {
      const at::NoGradGuard constant;
      made = generator_.constant().forward(latents(options_.batch));
    }
    const at::Tensor share = at::rand({options_.batch, 1}, noise_);
    const CriticLoss loss = critic_loss(critic_.learning(), batches_.next(), made, share, options_.penalty);
    critic_.step(loss.total, rate_share);
    return loss.gap.item<double>();
  }

  void generator_step(double rate_share) {
    const at::Tensor made = generator_.learning().forward(latents(options_.batch));
    generator_.step(generator_loss(critic_.constant(), made), rate_share);
  }

  Mlp generator() const { return generator_.average(); }
  Mlp critic() const { return critic_.average(); }
  std::int64_t skipped() const { return generator_.skipped() + critic_.skipped(); }

 private:
  const FanoganOptions& options_;
  TrainedNetwork generator_, critic_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
};

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

Adversaries learn_adversaries(const at::Tensor& learned, const at::Tensor& held_out,
                              const FanoganOptions& options, LearnContext& context) {
  Duel duel(learned, options, context.seed);
  const Stage stage(context, "critic and generator", options.steps);
  Adversaries result;
  double gap = 0;
  for (std::int64_t step = 0; stage.goes_on(step, gap); ++step) {
    const double share = stage.rate_share(step);
    for (std::int64_t i = 0; i < options.critic_steps; ++i) {
      gap = duel.critic_step(share);
      result.gap.add(gap);
    }
    duel.generator_step(share);
  }
  result.generator = duel.generator();
  result.critic = duel.critic();
  result.skipped = duel.skipped();
  check(result, duel, learned, held_out);
  return result;
}

}  // namespace discern
