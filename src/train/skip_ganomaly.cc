#include "train/skip_ganomaly.h"

#include <utility>
#include <vector>

#include "train/adversarial.h"
#include "train/batches.h"
#include "train/curve.h"
#include "train/network_shapes.h"
#include "train/stage.h"

namespace discern {
namespace {

constexpr std::int64_t kSteps = 1000;

class Learning : public Stateful {
 public:
  Learning(const at::Tensor& real, const NetworkShapes<ConvNet>& shapes, const SkipGanomalyOptions& options,
           std::uint64_t seed)
      : options_(options),
        generator_(shapes.remaker(), Random(seed, "generator weights"),
                   {.rate = options.generator_rate,
                    .beta1 = options.beta1,
                    .beta2 = options.beta2,
                    .clip = options.clip},
                   options.ema),
        discriminator_(shapes.reader(1), options, seed, "discriminator", find_objective(options.objective)),
        batches_(real, options.batch, Random(seed, "skip_ganomaly batches")),
        random_(seed, "noise"),
        noise_(generator_from(random_)) {}

  // The discriminator's steps, then one of the generator; its loss.
  double round(const Pace& pace) {
    for (std::int64_t i = 0; i < options_.critic_steps; ++i) {
      const at::NoGradGuard constant;
      const at::Tensor x = batches_.next(), made = generator_.constant().forward(noisy(x));
      const at::AutoGradMode learning(true);
      discriminator_.step(x, made, pace);
    }
    const at::Tensor x = batches_.next();
    const at::Tensor loss =
        skip_ganomaly_loss(discriminator_, options_, x, generator_.learning().forward(noisy(x)), pace);
    generator_.step(loss, pace.rate);
    return loss.item<double>();
  }

  std::vector<ConvNet> networks() const { return {generator_.average(), discriminator_.average()}; }
  std::int64_t skipped() const { return generator_.skipped() + discriminator_.skipped(); }

  void save(Archive& archive, const std::string& name) const override {
    generator_.save(archive, name + ".generator");
    discriminator_.save(archive, name + ".discriminator");
    batches_.save(archive, name + ".batches");
    save_noise(archive, name + ".noise", noise_);
  }
  void load(const Archive& archive, const std::string& name) override {
    generator_.load(archive, name + ".generator");
    discriminator_.load(archive, name + ".discriminator");
    batches_.load(archive, name + ".batches");
    load_noise(archive, name + ".noise", noise_);
  }

 private:
  at::Tensor noisy(const at::Tensor& x) {
    return options_.noise > 0 ? x + options_.noise * at::randn(x.sizes(), noise_) : x;
  }

  const SkipGanomalyOptions& options_;
  Trained<ConvNet> generator_;
  DiscriminatorOf<ConvNet> discriminator_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
};

Json checks_of(std::vector<ConvNet>& networks, std::int64_t skipped, const at::Tensor& learned,
               const at::Tensor& held_out) {
  const at::NoGradGuard constant;
  const ConvView generator(networks[0], NetworkView::Kind::constant);
  return {{"overfit", overfit_of(networks[1], learned, held_out)},
          {"diversity", diversity_of(generator.forward(learned), learned)},
          {"skipped_steps", skipped}};
}

}  // namespace

at::Tensor skip_ganomaly_loss(DiscriminatorOf<ConvNet>& discriminator, const SkipGanomalyOptions& options,
                              const at::Tensor& x, const at::Tensor& made, const Pace& pace) {
  at::Tensor wanted, found;
  {
    const at::NoGradGuard constant;
    discriminator.values(x, &wanted);
  }
  discriminator.values(made, &found);
  return options.adversarial_weight * discriminator.generator_loss(x, made, pace) +
         options.reconstruction_weight * at::l1_loss(made, x) +
         options.latent_weight * at::mse_loss(found, wanted);
}

Learned learn_skip_ganomaly(const Matrix& normal, const std::map<std::string, std::string>& settings,
                            LearnContext& context) {
  SkipGanomalyOptions options = skip_ganomaly_options().from(settings);
  const NetworkShapes<ConvNet> shapes(options, normal, context, {.pictures = kSteps});

  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(shapes.shown(normal), context);
  warn_of(options, context);
  Learning learning(learned, shapes, options, context.seed);
  Curve loss;
  BestOf<ConvNet> best(options.steps, options.patience);
  const auto look = [&, judged = held_out] {
    const at::NoGradGuard constant;
    std::vector<ConvNet> networks = learning.networks();
    const ConvView generator(networks[0], NetworkView::Kind::constant);
    const double error = at::l1_loss(generator.forward(judged), judged).item<double>();
    best.offer(std::move(networks), error);
  };
  Stage stage(context, "generator and discriminator", options.steps);
  stage.keep("skip_ganomaly", learning).keep("loss", loss).watch("best", best);
  make_steps(
      stage, best, loss, [&](std::int64_t step) { loss.add(learning.round(stage.pace(step))); }, look);

  std::vector<ConvNet>& kept = best.networks();
  Learned result;
  result.options = skip_ganomaly_options().save(options);
  result.curves = {{"generator loss", loss.save()}, {"held-out reconstruction error", best.curve()}};
  result.checks = checks_of(kept, learning.skipped(), learned, held_out);
  result.method = shapes.method(make_skip_ganomaly(std::move(kept[0]), std::move(kept[1]), options.lambda));
  return result;
}

}  // namespace discern
