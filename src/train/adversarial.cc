#include "train/adversarial.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "train/conditional.h"
#include "train/normal_noise.h"
#include "train/safer.h"
#include "train/split.h"
#include "train/stage.h"

namespace discern {
namespace {

constexpr std::int64_t kFewestHeldOut = 5;

AdamOptions generator_adam(const AdversarialOptions& options) {
  return {
      .rate = options.generator_rate, .beta1 = options.beta1, .beta2 = options.beta2, .clip = options.clip};
}

at::Tensor sample(const at::Tensor& x) {
  return x.narrow(0, 0, std::min(kSample, x.size(0)));
}

double spread_of(const at::Tensor& x) {
  return x.size(0) > 1 ? at::pdist(x).mean().item<double>() : 0.0;
}

// n rows of x, from the first again after the last.
at::Tensor cycled(const at::Tensor& x, std::int64_t n) {
  return x.index_select(0, at::arange(n) % x.size(0));
}

Duel::Shapes row_shapes(const AdversarialOptions& options, std::int64_t width, std::int64_t condition) {
  return {{widths_of(options.latent + condition, options, width - condition)},
          {widths_of(width, options, 1)}};
}

const Growth* growth_of(const MlpShape&) {
  return nullptr;
}

const Growth* growth_of(const GrowingShape& shape) {
  return shape.growth;
}

// What learns in their place, and how it grows.
Growth growth_for(const ShapesOf<Mlp>&, const AdversarialOptions&, const LearnContext&) {
  return {};
}

Growth growth_for(const ShapesOf<ConvNet>& shapes, const AdversarialOptions& options,
                  const LearnContext& context) {
  return growth_for(options.progressive, shapes.generator, context.picture, options.steps, context);
}

ShapesOf<Mlp> learning(ShapesOf<Mlp> shapes, const Growth&) {
  return shapes;
}

ShapesOf<GrowingNet> learning(ShapesOf<ConvNet> shapes, const Growth& growth) {
  return {{std::move(shapes.generator), &growth}, {std::move(shapes.discriminator), &growth}};
}

}  // namespace

template <class Network>
DuelOf<Network>::DuelOf(const at::Tensor& real, const AdversarialOptions& options, std::uint64_t seed,
                        std::int64_t condition) requires std::is_same_v<Network, Mlp>
    : DuelOf(real, options, seed, find_objective(options.objective), condition) {}

template <class Network>
DuelOf<Network>::DuelOf(const at::Tensor& real, const AdversarialOptions& options, std::uint64_t seed,
                        Objective objective, std::int64_t condition) requires std::is_same_v<Network, Mlp>
    : DuelOf(real, row_shapes(options, real.size(1), condition), options, seed, std::move(objective),
             condition) {}

template <class Network>
DuelOf<Network>::DuelOf(const at::Tensor& real, Shapes shapes, const AdversarialOptions& options,
                        std::uint64_t seed, Objective objective, std::int64_t condition)
    : options_(options),
      growth_(growth_of(shapes.generator)),
      conditional_(condition > 0),
      generator_(std::move(shapes.generator), Random(seed, "generator weights"), generator_adam(options),
                 options.ema),
      discriminator_(std::move(shapes.discriminator), options, seed, "critic", std::move(objective)),
      batches_(real, options.batch, Random(seed, "critic batches")),
      random_(seed, "latents"),
      noise_(generator_from(random_)) {}

template <class Network>
at::Tensor DuelOf<Network>::latents(std::int64_t n) {
  return normal_noise(n, options_.latent, noise_);
}

template <class Network>
at::Tensor DuelOf<Network>::next() {
  const at::Tensor real = batches_.next();
  return growth_ ? growth_->shown(real) : real;
}

template <class Network>
double DuelOf<Network>::discriminator_step(const Pace& pace) {
  const at::Tensor real = next();
  at::Tensor made;
  {
    const at::NoGradGuard constant;
    made = make_like(generator_.constant(), latents(options_.batch), real);
  }
  return discriminator_.step(real, made, pace);
}

template <class Network>
void DuelOf<Network>::generator_step(const Pace& pace) {
  const at::Tensor real = discriminator_.needs_real() || conditional_ ? next() : at::Tensor();
  const at::Tensor z = latents(options_.batch);
  if constexpr (std::is_same_v<Network, Mlp>)
    if (!conditional_ && discriminator_.has_generator_slopes() && has_passes(generator_.current().shape())) {
      const Mlp& generator = generator_.current();
      const float* const input = z.data_ptr<float>();
      const auto n = std::size_t(options_.batch);
      const at::Tensor made = at::empty({options_.batch, std::int64_t(generator.outputs())});
      pass_forward(generator, input, n, made.data_ptr<float>(), tape_);
      const at::Tensor slopes = discriminator_.generator_slopes(real, made, pace);
      pass_backward(generator, input, n, tape_, slopes.data_ptr<float>(), nullptr, generator_.gradient(),
                    nullptr);
      return generator_.apply(pace.rate);
    }
  const at::Tensor made = make_like(generator_.learning(), z, real);
  generator_.step(discriminator_.generator_loss(real, made, pace), pace.rate);
}

template <class Network>
void DuelOf<Network>::round(const Pace& pace, Curve& gap) {
  for (std::int64_t i = 0; i < options_.critic_steps; ++i) gap.add(discriminator_step(pace));
  generator_step(pace);
}

template <class Network>
void DuelOf<Network>::restart() {
  generator_.restart();
  discriminator_.restart();
}

template <class Network>
void DuelOf<Network>::save(Archive& archive, const std::string& name) const {
  generator_.save(archive, name + ".generator");
  discriminator_.save(archive, name + ".discriminator");
  batches_.save(archive, name + ".batches");
  save_noise(archive, name + ".latents", noise_);
}

template <class Network>
void DuelOf<Network>::load(const Archive& archive, const std::string& name) {
  generator_.load(archive, name + ".generator");
  discriminator_.load(archive, name + ".discriminator");
  batches_.load(archive, name + ".batches");
  load_noise(archive, name + ".latents", noise_);
}

std::pair<at::Tensor, at::Tensor> hold_out(const Matrix& normal, const LearnContext& context) {
  const at::Tensor rows = tensor_of(normal);
  const std::int64_t n = rows.size(0);
  if (n < kFewToHoldOut) return {rows, rows};
  Random random(context.seed, "held-out records");
  std::vector<std::uint32_t> order = random.permutation(std::uint32_t(n));
  const auto held =
      std::int64_t(bring_forward(order, context.groups, std::size_t(std::max(kFewestHeldOut, n / 10))));
  if (held == 0) return {rows, rows};
  const at::Tensor index = at::tensor(std::vector<std::int64_t>(order.begin(), order.end()));
  return {rows.index_select(0, index.narrow(0, held, n - held)),
          rows.index_select(0, index.narrow(0, 0, held))};
}

template <class Network>
double overfit_of(Network& discriminator, const at::Tensor& learned, const at::Tensor& held_out) {
  const at::NoGradGuard constant;
  const typename ViewOf<Network>::Type own(discriminator, NetworkView::Kind::constant);
  const NetworkView& view = own;
  const at::Tensor unseen = view.forward(sample(held_out));
  const double deviation = unseen.size(0) > 1 ? unseen.std().item<double>() : 0.0;
  const double difference = (view.forward(sample(learned)).mean() - unseen.mean()).item<double>();
  return deviation > 0 ? difference / deviation : 0.0;
}

double diversity_of(const at::Tensor& made, const at::Tensor& real) {
  const double spread = spread_of(sample(real));
  return spread > 0 ? spread_of(sample(made)) / spread : 1.0;
}

double energy_distance(const at::Tensor& made, const at::Tensor& real) {
  const at::Tensor x = made.narrow(0, 0, std::min(kLook, made.size(0)));
  const at::Tensor y = real.narrow(0, 0, std::min(kLook, real.size(0)));
  return 2 * at::cdist(x, y).mean().item<double>() - spread_of(x) - spread_of(y);
}

template <class Network>
AdversariesOf<Network> learn_adversaries(const at::Tensor& learned, const at::Tensor& held_out,
                                         ShapesOf<Network> shapes, const AdversarialOptions& options,
                                         LearnContext& context, double time_share) {
  using Learning = typename LearningOf<Network>::Type;
  warn_of(options, context);
  Growth growth = growth_for(shapes, options, context);
  DuelOf<Learning> duel(learned, learning(std::move(shapes), growth), options, context.seed,
                        find_objective(options.objective), std::int64_t(context.condition));
  AdversariesOf<Network> result;
  Random random(context.seed, "held-out latents");
  at::Generator noise = generator_from(random);
  const at::Tensor latents = at::randn({kLook, options.latent}, noise);
  const at::Tensor judged = cycled(held_out, kLook);
  BestOf<Network> best(options.steps, options.patience);
  const auto look = [&] {
    const at::NoGradGuard constant;
    Learning now = duel.generator();
    const typename ViewOf<Learning>::Type generator(now, NetworkView::Kind::constant);
    const double error = energy_distance(make_like(generator, latents, judged), held_out);
    if (!growth.grown()) return best.pass_over(error);
    std::vector<Network> networks = {grown(now), grown(duel.discriminator())};
    best.offer(std::move(networks), error);
  };
  Stage stage(context, "critic and generator", options.steps, growth.grown_after(), time_share);
  stage.keep("growth", growth).keep("duel", duel).keep("gap", result.gap).watch("best", best);
  const auto step = [&](std::int64_t number) {
    if (growth.go_to(number)) duel.restart();
    duel.round(stage.pace(number), result.gap);
  };
  make_steps(stage, best, result.gap, step, look);
  result.generator = std::move(best.networks()[0]);
  result.critic = std::move(best.networks()[1]);
  result.held_out = best.curve();
  result.skipped = duel.skipped();
  result.overfit = overfit_of(result.critic, learned, held_out);
  const at::NoGradGuard constant;
  const typename ViewOf<Network>::Type generator(result.generator, NetworkView::Kind::constant);
  result.diversity =
      diversity_of(make_like(generator, duel.latents(kSample), cycled(learned, kSample)), learned);
  return result;
}

Adversaries learn_adversaries(const at::Tensor& learned, const at::Tensor& held_out,
                              const AdversarialOptions& options, LearnContext& context, double time_share) {
  return learn_adversaries<Mlp>(learned, held_out,
                                row_shapes(options, learned.size(1), std::int64_t(context.condition)),
                                options, context, time_share);
}

template class DuelOf<Mlp>;
template class DuelOf<GrowingNet>;
template double overfit_of(Mlp&, const at::Tensor&, const at::Tensor&);
template double overfit_of(ConvNet&, const at::Tensor&, const at::Tensor&);
template AdversariesOf<Mlp> learn_adversaries<Mlp>(const at::Tensor&, const at::Tensor&, ShapesOf<Mlp>,
                                                   const AdversarialOptions&, LearnContext&, double);
template AdversariesOf<ConvNet> learn_adversaries<ConvNet>(const at::Tensor&, const at::Tensor&,
                                                           ShapesOf<ConvNet>, const AdversarialOptions&,
                                                           LearnContext&, double);

void make_safer(AdversarialOptions& options, const AdversarialOptions& usual) {
  options.critic_rate = safer_rate(options.critic_rate, usual.critic_rate);
  options.generator_rate = safer_rate(options.generator_rate, usual.generator_rate);
  options.penalty = std::min(2 * options.penalty, 1e6);
  options.spectral_norm = options.penalty == 0;
  options.r1 = std::min(2 * options.r1, 1e6);
  options.r2 = std::min(2 * options.r2, 1e6);
  options.ema = std::max(options.ema, usual.ema);
}

}  // namespace discern
