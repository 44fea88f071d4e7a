#include "train/auto_encoder.h"

#include <algorithm>
#include <cmath>

#include "train/batches.h"
#include "train/conditional.h"
#include "train/discriminator.h"
#include "train/stage.h"
#include "train/trained_network.h"

namespace discern {
namespace {

constexpr double kLatentNoise = 0.05;
constexpr double kMoments = 0.1;  // weight of the latents' moments
constexpr double kEma = 0.99;
constexpr std::int64_t kFewestSteps = 300;
constexpr std::int64_t kWarmUp = 50;
constexpr double kTimeShare = 0.7;  // the discriminator takes the rest

MlpShape shape(std::int64_t inputs, std::int64_t hidden, std::int64_t outputs) {
  return {{std::size_t(inputs), std::size_t(hidden), std::size_t(hidden), std::size_t(outputs)}};
}

// Relativistic, R1 and R2 on every eighth step: the penalties would take most of the time.
AdversarialOptions critic_options(const DiscernOptions& options) {
  AdversarialOptions critic;
  critic.penalty_every = 8;
  critic.width = options.width;
  critic.batch = options.batch;
  return critic;
}

class Pair : public Stateful {
 public:
  Pair(const at::Tensor& real, const DiscernOptions& options, std::uint64_t seed, std::int64_t condition)
      : options_(options),
        weight_(std::sqrt(double(real.size(1)))),
        encoder_(shape(real.size(1), options.width, options.latent), Random(seed, "encoder weights"),
                 {options.rate, 0.9, 0.99}, kEma),
        generator_(shape(options.latent + condition, options.width, real.size(1) - condition),
                   Random(seed, "generator weights"), {options.rate, 0.9, 0.99}, kEma),
        critic_options_(critic_options(options)),
        critic_(real.size(1), critic_options_, seed, "critic"),
        batches_(real, options.batch, Random(seed, "generator batches")),
        random_(seed, "generator noise"),
        noise_(generator_from(random_)) {}

  double step(const Pace& pace) {
    const at::Tensor x = batches_.next();
    const at::Tensor strength = options_.noise * at::rand({x.size(0), 1}, noise_);
    const at::Tensor latent = encoder_.learning().forward(x + strength * at::randn(x.sizes(), noise_));
    const at::Tensor made =
        make_like(generator_.learning(), latent + kLatentNoise * at::randn(latent.sizes(), noise_), x);
    const at::Tensor mean = latent.mean(0), variance = latent.var(0, false);
    at::Tensor loss =
        weight_ * at::mse_loss(made, x) + kMoments * (mean.square().mean() + (variance - 1).square().mean());
    const double value = loss.item<double>();
    if (options_.adversarial > 0) {
      critic_.step(x, made.detach(), pace);
      loss = loss + options_.adversarial * critic_.generator_loss(x, made, pace);
    }
    loss.backward();
    encoder_.apply(pace.rate);
    generator_.apply(pace.rate);
    return value;
  }

  const TrainedNetwork& encoder() const { return encoder_; }
  const TrainedNetwork& generator() const { return generator_; }

  void save(Archive& archive, const std::string& name) const override {
    encoder_.save(archive, name + ".encoder");
    generator_.save(archive, name + ".generator");
    critic_.save(archive, name + ".critic");
    batches_.save(archive, name + ".batches");
    save_noise(archive, name + ".noise", noise_);
  }
  void load(const Archive& archive, const std::string& name) override {
    encoder_.load(archive, name + ".encoder");
    generator_.load(archive, name + ".generator");
    critic_.load(archive, name + ".critic");
    batches_.load(archive, name + ".batches");
    load_noise(archive, name + ".noise", noise_);
  }

 private:
  const DiscernOptions& options_;
  double weight_;
  TrainedNetwork encoder_, generator_;
  AdversarialOptions critic_options_;
  Discriminator critic_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
};

Pace warmed(Pace pace, std::int64_t step) {
  pace.rate *= std::min(1.0, double(step + 1) / double(kWarmUp));
  return pace;
}

double held_out_error(std::vector<Mlp>& networks, const at::Tensor& x) {
  const at::NoGradGuard constant;
  const MlpView encoder(networks[0], MlpView::Kind::constant);
  const MlpView generator(networks[1], MlpView::Kind::constant);
  return std::sqrt(double(x.size(1))) *
         at::mse_loss(make_like(generator, encoder.forward(x), x), x).item<double>();
}

}  // namespace

AutoEncoder learn_auto_encoder(const at::Tensor& learned, const at::Tensor& held_out,
                               const DiscernOptions& options, LearnContext& context) {
  Pair pair(learned, options, context.seed, std::int64_t(context.condition));
  AutoEncoder result;
  Best best(options.steps, options.patience);
  const auto look = [&] {
    std::vector<Mlp> networks = {pair.encoder().average(), pair.generator().average()};
    const double error = held_out_error(networks, held_out);
    best.offer(std::move(networks), error);
  };
  Stage stage(context, "generator and encoder", options.steps, kFewestSteps, kTimeShare);
  stage.keep("pair", pair).keep("loss", result.loss).watch("best", best);
  make_steps(
      stage, best, result.loss,
      [&](std::int64_t step) { result.loss.add(pair.step(warmed(stage.pace(step), step))); }, look);
  result.encoder = std::move(best.networks()[0]);
  result.generator = std::move(best.networks()[1]);
  result.held_out = best.curve();
  result.skipped = pair.encoder().skipped() + pair.generator().skipped();
  return result;
}

}  // namespace discern
