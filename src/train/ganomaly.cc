#include "train/ganomaly.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "methods/presets.h"
#include "train/adversarial.h"
#include "train/batches.h"
#include "train/curve.h"
#include "train/network_shapes.h"
#include "train/stage.h"

namespace discern {
namespace {

constexpr UsualSteps kSteps{.tables = 2000, .pictures = 800};

// What suits pictures where no setting says otherwise. The latent is the paper's: of few numbers the second
// encoder finds those of strange pictures too.
const std::map<std::string, std::string> kForPictures = {{"r1", "0.05"}, {"r2", "0.05"}, {"latent", "100"}};

AdamOptions adam_of(const AdversarialOptions& options) {
  return {
      .rate = options.generator_rate, .beta1 = options.beta1, .beta2 = options.beta2, .clip = options.clip};
}

template <class Network>
class Learning : public Stateful {
 public:
  Learning(const at::Tensor& real, const NetworkShapes<Network>& shapes, const GanomalyOptions& options,
           std::uint64_t seed)
      : options_(options),
        encoder_(shapes.reader(options.latent), Random(seed, "encoder weights"), adam_of(options),
                 options.ema),
        decoder_(shapes.generator(), Random(seed, "decoder weights"), adam_of(options), options.ema),
        second_(shapes.reader(options.latent), Random(seed, "second encoder weights"), adam_of(options),
                options.ema),
        discriminator_(shapes.reader(1), options, seed, "discriminator", find_objective(options.objective)),
        batches_(real, options.batch, Random(seed, "ganomaly batches")) {}

  // The discriminator's steps, then one of the others; their loss.
  double round(const Pace& pace) {
    for (std::int64_t i = 0; i < options_.critic_steps; ++i) {
      const at::Tensor x = batches_.next();
      discriminator_.step(x, made(x), pace);
    }
    const at::Tensor loss =
        GanomalyLoss<Network>{encoder_.learning(), decoder_.learning(), second_.learning(), discriminator_,
                              options_}(batches_.next());
    loss.backward();
    for (Trained<Network>* network : {&encoder_, &decoder_, &second_}) network->apply(pace.rate);
    return loss.item<double>();
  }

  std::vector<Network> networks() const {
    return {encoder_.average(), decoder_.average(), second_.average(), discriminator_.average()};
  }
  std::int64_t skipped() const {
    return encoder_.skipped() + decoder_.skipped() + second_.skipped() + discriminator_.skipped();
  }

  void save(Archive& archive, const std::string& name) const override {
    encoder_.save(archive, name + ".encoder");
    decoder_.save(archive, name + ".decoder");
    second_.save(archive, name + ".second");
    discriminator_.save(archive, name + ".discriminator");
    batches_.save(archive, name + ".batches");
  }
  void load(const Archive& archive, const std::string& name) override {
    encoder_.load(archive, name + ".encoder");
    decoder_.load(archive, name + ".decoder");
    second_.load(archive, name + ".second");
    discriminator_.load(archive, name + ".discriminator");
    batches_.load(archive, name + ".batches");
  }

 private:
  at::Tensor made(const at::Tensor& x) const {
    const at::NoGradGuard constant;
    return decoder_.constant().forward(encoder_.constant().forward(x));
  }

  const GanomalyOptions& options_;
  Trained<Network> encoder_, decoder_, second_;
  DiscriminatorOf<Network> discriminator_;
  Batches batches_;
};

// The loss without its adversarial part.
template <class Network>
double held_out_error(std::vector<Network>& networks, const at::Tensor& x, const GanomalyOptions& options) {
  using View = typename ViewOf<Network>::Type;
  const at::NoGradGuard constant;
  const View encoder(networks[0], NetworkView::Kind::constant);
  const View decoder(networks[1], NetworkView::Kind::constant);
  const View second(networks[2], NetworkView::Kind::constant);
  const at::Tensor latent = encoder.forward(x), made = decoder.forward(latent);
  return (options.reconstruction_weight * at::l1_loss(made, x) +
          options.latent_weight * at::mse_loss(second.forward(made), latent))
      .template item<double>();
}

template <class Network>
Json checks_of(GanomalyNetworksOf<Network>& networks, std::int64_t skipped, const at::Tensor& learned,
               const at::Tensor& held_out) {
  const at::NoGradGuard constant;
  const typename ViewOf<Network>::Type encoder(networks.encoder, NetworkView::Kind::constant),
      decoder(networks.decoder, NetworkView::Kind::constant);
  return {{"overfit", overfit_of(networks.discriminator, learned, held_out)},
          {"diversity", diversity_of(decoder.forward(encoder.forward(learned)), learned)},
          {"skipped_steps", skipped}};
}

template <class Network>
Learned learn(const Matrix& normal, GanomalyOptions options, LearnContext& context) {
  const NetworkShapes<Network> shapes(options, normal, context, kSteps);

  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(shapes.shown(normal), context);
  warn_of(options, context);
  Learning<Network> learning(learned, shapes, options, context.seed);
  Curve loss;
  BestOf<Network> best(options.steps, options.patience);
  const auto look = [&, judged = held_out] {
    std::vector<Network> networks = learning.networks();
    const double error = held_out_error(networks, judged, options);
    best.offer(std::move(networks), error);
  };
  Stage stage(context, "encoders, decoder and discriminator", options.steps);
  stage.keep("ganomaly", learning).keep("loss", loss).watch("best", best);
  make_steps(
      stage, best, loss, [&](std::int64_t step) { loss.add(learning.round(stage.pace(step))); }, look);

  std::vector<Network>& kept = best.networks();
  GanomalyNetworksOf<Network> networks = {std::move(kept[0]), std::move(kept[1]), std::move(kept[2]),
                                          std::move(kept[3])};
  Learned result;
  result.options = ganomaly_options().save(options);
  result.curves = {{"generator loss", loss.save()}, {"held-out error", best.curve()}};
  result.checks = checks_of(networks, learning.skipped(), learned, held_out);
  result.method = shapes.method(make_ganomaly(std::move(networks)));
  return result;
}

}  // namespace

template <class Network>
at::Tensor GanomalyLoss<Network>::operator()(const at::Tensor& x) const {
  const at::Tensor latent = encoder.forward(x), made = decoder.forward(latent);
  at::Tensor wanted, found;
  {
    const at::NoGradGuard constant;
    discriminator.values(x, &wanted);
  }
  discriminator.values(made, &found);
  const at::Tensor loss = options.feature_weight * at::mse_loss(found, wanted) +
                          options.reconstruction_weight * at::l1_loss(made, x) +
                          options.latent_weight * at::mse_loss(second.forward(made), latent);
  if (options.feature_matching == 0) return loss;
  return loss + options.feature_matching * (found.mean(0) - wanted.mean(0)).square().sum();
}

template struct GanomalyLoss<Mlp>;
template struct GanomalyLoss<ConvNet>;

Learned learn_ganomaly(const Matrix& normal, const std::map<std::string, std::string>& settings,
                       LearnContext& context) {
  if (!context.picture) return learn<Mlp>(normal, ganomaly_options().from(settings), context);
  return learn<ConvNet>(normal, ganomaly_options().from(with_others(settings, kForPictures)), context);
}

}  // namespace discern
