#include "train/bigan.h"

#include <algorithm>

#include "train/adversarial.h"
#include "train/batches.h"
#include "train/normal_noise.h"
#include "train/stage.h"

namespace discern {
namespace {

at::Tensor joined(const at::Tensor& a, const at::Tensor& b) {
  return at::cat({a, b}, 1);
}

AdamOptions adam_of(const AdversarialOptions& options) {
  return {
      .rate = options.generator_rate, .beta1 = options.beta1, .beta2 = options.beta2, .clip = options.clip};
}

template <class Network>
class Learning : public Stateful {
 public:
  Learning(const at::Tensor& real, const NetworkShapes<Network>& shapes, const BiganOptions& options,
           bool cycles, std::uint64_t seed)
      : options_(options),
        encoder_(shapes.reader(options.latent), Random(seed, "encoder weights"), adam_of(options),
                 options.ema),
        generator_(shapes.generator(), Random(seed, "generator weights"), adam_of(options), options.ema),
        xz_(shapes.reader_with_latent(), options, seed, "discriminator xz",
            find_objective(options.objective)),
        batches_(real, options.batch, Random(seed, "bigan batches")),
        random_(seed, "latents"),
        noise_(generator_from(random_)) {
    if (!cycles) return;
    const Objective& objective = find_objective(options.objective);
    xx_.emplace(shapes.reader_of_pairs(), options, seed, "discriminator xx", objective);
    zz_.emplace(shapes.reader_of_latents(), options, seed, "discriminator zz", objective);
  }

  at::Tensor latents(std::int64_t n) { return normal_noise(n, options_.latent, noise_); }

  void round(const Pace& pace, Curve& gap) {
    for (std::int64_t i = 0; i < options_.critic_steps; ++i) {
      const at::NoGradGuard constant;
      const BiganPairs pairs = next(encoder_.constant(), generator_.constant());
      const at::AutoGradMode learning(true);
      gap.add(judges().step(pairs, pace));
    }
    const BiganPairs pairs = next(encoder_.learning(), generator_.learning());
    at::Tensor loss = judges().loss(pairs, pace);
    if (options_.cycle_weight > 0)
      loss = loss + options_.cycle_weight * cycle_error(pairs, generator_.learning());
    loss.backward();
    encoder_.apply(pace.rate);
    generator_.apply(pace.rate);
  }

  // Encoder, generator, discriminators.
  std::vector<Network> networks() const {
    std::vector<Network> out = {encoder_.average(), generator_.average(), xz_.average()};
    if (xx_) out.push_back(xx_->average());
    return out;
  }

  void finish(std::vector<Network>& networks, LearnedBigan<Network>& result) const {
    result.encoder = std::move(networks[0]);
    result.generator = std::move(networks[1]);
    result.xz = std::move(networks[2]);
    result.skipped = encoder_.skipped() + generator_.skipped() + xz_.skipped();
    if (!xx_) return;
    result.xx = std::move(networks[3]);
    result.skipped += xx_->skipped() + zz_->skipped();
  }

  void save(Archive& archive, const std::string& name) const override {
    encoder_.save(archive, name + ".encoder");
    generator_.save(archive, name + ".generator");
    xz_.save(archive, name + ".xz");
    batches_.save(archive, name + ".batches");
    save_noise(archive, name + ".latents", noise_);
    if (!xx_) return;
    xx_->save(archive, name + ".xx");
    zz_->save(archive, name + ".zz");
  }

  void load(const Archive& archive, const std::string& name) override {
    encoder_.load(archive, name + ".encoder");
    generator_.load(archive, name + ".generator");
    xz_.load(archive, name + ".xz");
    batches_.load(archive, name + ".batches");
    load_noise(archive, name + ".latents", noise_);
    if (!xx_) return;
    xx_->load(archive, name + ".xx");
    zz_->load(archive, name + ".zz");
  }

 private:
  BiganJudgesOf<Network> judges() { return {xz_, xx_ ? &*xx_ : nullptr, zz_ ? &*zz_ : nullptr}; }
  BiganPairs next(const NetworkView& encoder, const NetworkView& generator) {
    return bigan_pairs(encoder, generator, batches_.next(), latents(options_.batch), xx_.has_value());
  }

  const BiganOptions& options_;
  Trained<Network> encoder_, generator_;
  DiscriminatorOf<Network> xz_;
  std::optional<DiscriminatorOf<Network>> xx_, zz_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
};

template <class Network>
void check(LearnedBigan<Network>& result, Learning<Network>& learning, const at::Tensor& learned,
           const at::Tensor& held_out) {
  const at::NoGradGuard constant;
  const typename ViewOf<Network>::Type generator(result.generator, NetworkView::Kind::constant),
      encoder(result.encoder, NetworkView::Kind::constant);
  const auto pairs = [&](const at::Tensor& x) { return joined(x, encoder.forward(x)); };
  result.overfit = overfit_of(result.xz, pairs(learned), pairs(held_out));
  result.diversity = diversity_of(generator.forward(learning.latents(kSample)), learned);
}

}  // namespace

BiganPairs bigan_pairs(const NetworkView& encoder, const NetworkView& generator, const at::Tensor& x,
                       const at::Tensor& z, bool cycles) {
  const at::Tensor latent = encoder.forward(x), made = generator.forward(z);
  BiganPairs pairs{joined(x, latent), joined(made, z), {}, {}, {}, {}};
  if (!cycles) return pairs;
  pairs.xx_real = joined(x, x);
  pairs.xx_fake = joined(x, generator.forward(latent));
  pairs.zz_real = joined(z, z);
  pairs.zz_fake = joined(z, encoder.forward(made));
  return pairs;
}

// Larger penalties blur what is made; the discriminator of pairs alone makes no picture come back as itself
// from so few as there are, and of a larger latent strange pictures come back as well.
const std::map<std::string, std::string>& bigan_for_pictures() {
  static const std::map<std::string, std::string> settings = {
      {"objective", "relativistic"}, {"r1", "0.05"},   {"r2", "0.05"}, {"latent", "8"},
      {"cycle-weight", "10"},        {"patience", "0"}};
  return settings;
}

at::Tensor cycle_error(const BiganPairs& pairs, const NetworkView& generator) {
  const std::int64_t width = generator.outputs();
  const at::Tensor x = pairs.xz_real.narrow(1, 0, width);
  const at::Tensor latent = pairs.xz_real.narrow(1, width, pairs.xz_real.size(1) - width);
  return at::l1_loss(generator.forward(latent), x);
}

template <class Network>
double BiganJudgesOf<Network>::step(const BiganPairs& pairs, const Pace& pace) const {
  const double gap = xz.step(pairs.xz_real, pairs.xz_fake, pace);
  if (!cycles()) return gap;
  xx->step(pairs.xx_real, pairs.xx_fake, pace);
  zz->step(pairs.zz_real, pairs.zz_fake, pace);
  return gap;
}

template <class Network>
at::Tensor BiganJudgesOf<Network>::loss(const BiganPairs& pairs, const Pace& pace) const {
  const at::Tensor joint = xz.joint_loss(pairs.xz_real, pairs.xz_fake, pace);
  if (!cycles()) return joint;
  return joint + xx->joint_loss(pairs.xx_real, pairs.xx_fake, pace) +
         zz->joint_loss(pairs.zz_real, pairs.zz_fake, pace);
}

template <class Network>
LearnedBigan<Network> learn_bigan(const Matrix& normal, const NetworkShapes<Network>& shapes,
                                  const BiganOptions& options, bool cycles, LearnContext& context) {
  using View = typename ViewOf<Network>::Type;
  const auto [learned, held_out] = hold_out(normal, context);
  warn_of(options, context);
  Learning<Network> learning(learned, shapes, options, cycles, context.seed);
  LearnedBigan<Network> result;
  Random random(context.seed, "held-out latents");
  at::Generator noise = generator_from(random);
  const at::Tensor latents = at::randn({kLook, options.latent}, noise);
  BestOf<Network> best(options.steps, options.patience);
  const auto look = [&, judged = held_out.narrow(0, 0, std::min(kLook, held_out.size(0)))] {
    const at::NoGradGuard constant;
    std::vector<Network> networks = learning.networks();
    const View encoder(networks[0], NetworkView::Kind::constant);
    const View generator(networks[1], NetworkView::Kind::constant);
    const BiganPairs pairs = bigan_pairs(encoder, generator, judged, latents, false);
    double error = energy_distance(pairs.xz_fake, pairs.xz_real);
    if (options.cycle_weight > 0)
      error += options.cycle_weight * cycle_error(pairs, generator).template item<double>();
    best.offer(std::move(networks), error);
  };
  Stage stage(context, "encoder, generator and discriminator", options.steps);
  stage.keep("bigan", learning).keep("gap", result.gap).watch("best", best);
  make_steps(
      stage, best, result.gap, [&](std::int64_t step) { learning.round(stage.pace(step), result.gap); },
      look);
  learning.finish(best.networks(), result);
  result.held_out = best.curve();
  check(result, learning, learned, held_out);
  return result;
}

template struct BiganJudgesOf<Mlp>;
template struct BiganJudgesOf<ConvNet>;
template LearnedBigan<Mlp> learn_bigan(const Matrix&, const NetworkShapes<Mlp>&, const BiganOptions&, bool,
                                       LearnContext&);
template LearnedBigan<ConvNet> learn_bigan(const Matrix&, const NetworkShapes<ConvNet>&, const BiganOptions&,
                                           bool, LearnContext&);

}  // namespace discern
