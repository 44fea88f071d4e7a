#include "train/discriminator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "train/batches.h"

namespace discern {
namespace {

constexpr double kDeviationDecay = 0.99;

AdamOptions adam_of(const AdversarialOptions& options) {
  return {.rate = options.critic_rate, .beta1 = options.beta1, .beta2 = options.beta2, .clip = options.clip};
}

std::int64_t chosen(std::int64_t value, double otherwise) {
  return value ? value : std::int64_t(std::llround(otherwise));
}

// The mean over columns of the deviation within the batch (Karras et al. 2018, one group).
at::Tensor deviation_of(const at::Tensor& x) {
  return (x.var(0, /*unbiased=*/false) + 1e-8).sqrt().mean();
}

}  // namespace

std::vector<std::size_t> widths_of(std::int64_t inputs, const AdversarialOptions& options,
                                   std::int64_t outputs) {
  std::vector<std::size_t> widths(std::size_t(options.layers) + 2, std::size_t(options.width));
  widths.front() = std::size_t(inputs);
  widths.back() = std::size_t(outputs);
  return widths;
}

void choose_sizes(AdversarialOptions& options, std::size_t n, std::size_t columns) {
  options.latent = chosen(options.latent, std::clamp(std::ceil(double(columns) / 2), 2.0, 32.0));
  options.width = chosen(options.width, columns <= 48 ? 64 : 128);
  options.batch = chosen(options.batch, std::clamp(double(n) / 4, 16.0, 64.0));
  options.steps = chosen(options.steps, 1000);
}

Discriminator::Discriminator(std::int64_t inputs, const AdversarialOptions& options, std::uint64_t seed,
                             const std::string& name)
    : Discriminator(inputs, options, seed, name, find_objective(options.objective)) {}

Discriminator::Discriminator(std::int64_t inputs, const AdversarialOptions& options, std::uint64_t seed,
                             const std::string& name, Objective objective)
    : options_(options),
      objective_(std::move(objective)),
      weights_{options.penalty, options.r1, options.r2, options.penalty_every},
      inputs_(inputs),
      network_({widths_of(inputs + options.minibatch_std, options, 1)}, Random(seed, name + " weights"),
               adam_of(options), options.ema, options.spectral_norm),
      replay_(options.replay, inputs, options.batch, Random(seed, name + " replay")),
      random_(seed, name + " noise"),
      noise_(generator_from(random_)) {}

at::Tensor Discriminator::shown(const at::Tensor& x, const Pace& pace) {
  const double noise = options_.instance_noise * (1 - pace.done);
  const at::Tensor seen = noise > 0 ? x + noise * at::randn(x.sizes(), noise_) : x;
  if (!options_.minibatch_std) return seen;
  return at::cat({seen, deviation_of(seen).expand({x.size(0), 1})}, 1);
}

double Discriminator::step(const at::Tensor& real, const at::Tensor& fake, const Pace& pace) {
  at::Tensor x, y, share;
  {
    const at::NoGradGuard constant;
    x = shown(real.detach(), pace);
    y = shown(replay_.mix(fake.detach()), pace);
    if (weights_.between > 0) share = at::rand({x.size(0), 1}, noise_);
    if (options_.minibatch_std) {
      const double now = x.select(1, inputs_)[0].item<double>();
      deviation_ = steps_ == 0 ? now : kDeviationDecay * deviation_ + (1 - kDeviationDecay) * now;
    }
  }
  const at::Tensor values = network_.learning().forward(at::cat({x, y}));
  const at::Tensor d_real = values.narrow(0, 0, x.size(0)), d_fake = values.narrow(0, x.size(0), y.size(0));
  at::Tensor loss = objective_.discriminator(d_real, d_fake, options_.label_smoothing);
  if (weights_.due(steps_)) loss = loss + penalties(network_.learning(), x, y, share, weights_, inputs_);
  network_.step(loss, pace.rate);
  ++steps_;
  return (d_real.mean() - d_fake.mean()).item<double>();
}

at::Tensor Discriminator::matching(const at::Tensor& real_features, const at::Tensor& fake_features) const {
  return options_.feature_matching * (real_features.mean(0) - fake_features.mean(0)).square().sum();
}

at::Tensor Discriminator::generator_loss(const at::Tensor& real, const at::Tensor& fake, const Pace& pace) {
  at::Tensor d_real, real_features, fake_features;
  const at::Tensor d_fake = network_.constant().forward(shown(fake, pace), &fake_features);
  if (needs_real()) {
    const at::NoGradGuard constant;
    d_real = network_.constant().forward(shown(real, pace), &real_features);
  }
  const at::Tensor loss = objective_.generator(d_real, d_fake);
  return options_.feature_matching > 0 ? loss + matching(real_features, fake_features) : loss;
}

at::Tensor Discriminator::joint_loss(const at::Tensor& real, const at::Tensor& fake, const Pace& pace) {
  at::Tensor real_features, fake_features;
  const at::Tensor d_fake = network_.constant().forward(shown(fake, pace), &fake_features);
  const at::Tensor d_real = network_.constant().forward(shown(real, pace), &real_features);
  const at::Tensor loss = objective_.joint(d_real, d_fake);
  return options_.feature_matching > 0 ? loss + matching(real_features, fake_features) : loss;
}

at::Tensor Discriminator::values(const at::Tensor& x, at::Tensor* features) const {
  const at::Tensor seen = options_.minibatch_std ? at::cat({x, at::full({x.size(0), 1}, deviation_)}, 1) : x;
  return network_.constant().forward(seen, features);
}

Mlp Discriminator::average() const {
  Mlp whole = network_.average();
  if (!options_.minibatch_std) return whole;
  MlpShape shape = whole.shape();
  const auto inputs = std::size_t(inputs_), out = shape.widths[1];
  shape.widths.front() = inputs;
  Mlp folded(shape);
  const float* from = whole.parameters().data();
  float* to = folded.parameters().data();
  std::copy_n(from, inputs * out, to);
  std::copy(from + (inputs + 1) * out, from + whole.parameters().size(), to + inputs * out);
  for (std::size_t j = 0; j < out; ++j) to[inputs * out + j] += float(deviation_) * from[inputs * out + j];
  return folded;
}

void Discriminator::save(Archive& archive, const std::string& name) const {
  network_.save(archive, name + ".network");
  replay_.save(archive, name + ".replay");
  save_noise(archive, name + ".noise", noise_);
  save_numbers(archive, name, {double(steps_), deviation_});
}

void Discriminator::load(const Archive& archive, const std::string& name) {
  network_.load(archive, name + ".network");
  replay_.load(archive, name + ".replay");
  load_noise(archive, name + ".noise", noise_);
  const std::vector<double>& counts = load_numbers(archive, name, 2);
  steps_ = std::int64_t(counts[0]);
  deviation_ = counts[1];
}

}  // namespace discern
