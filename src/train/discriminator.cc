#include "train/discriminator.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "train/batches.h"

namespace discern {
namespace {

constexpr double kDeviationDecay = 0.99;
constexpr double kMostPasses = 1000;  // over the records

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

double mean_of(const at::Tensor& values) {
  const at::Tensor packed = values.detach().contiguous();
  const float* first = packed.data_ptr<float>();
  return std::accumulate(first, first + packed.numel(), 0.0) / double(packed.numel());
}

std::int64_t inputs_of(const MlpShape& shape) {
  return std::int64_t(shape.widths.front());
}

std::int64_t inputs_of(const ConvShape& shape) {
  return std::int64_t(shape.picture.size() + shape.beside);
}

std::int64_t inputs_of(const GrowingShape& shape) {
  return inputs_of(shape.grown);
}

PictureShape picture_of(const MlpShape&) {
  return {};
}

PictureShape picture_of(const ConvShape& shape) {
  return shape.picture;
}

PictureShape picture_of(const GrowingShape& shape) {
  return shape.grown.picture;
}

MlpShape with_inputs_more(MlpShape shape, bool more) {
  shape.widths.front() += more;
  return shape;
}

ConvShape with_inputs_more(ConvShape shape, bool more) {
  shape.beside += more;
  return shape;
}

GrowingShape with_inputs_more(GrowingShape shape, bool more) {
  shape.grown.beside += more;
  return shape;
}

// `to` gets the numbers of `from` without row `rows` of the matrix at offset, which goes into the bias behind
// it.
void fold_row(const std::vector<float>& from, std::size_t offset, std::size_t rows, std::size_t columns,
              float value, std::vector<float>& to) {
  const std::size_t row = offset + rows * columns;
  std::copy_n(from.begin(), row, to.begin());
  std::copy(from.begin() + std::ptrdiff_t(row + columns), from.end(), to.begin() + std::ptrdiff_t(row));
  for (std::size_t j = 0; j < columns; ++j) to[row + j] += value * from[row + j];
}

// The network whose last input always has that value.
Mlp without_last_input(const Mlp& whole, float value) {
  MlpShape shape = whole.shape();
  const std::size_t inputs = --shape.widths.front();
  Mlp folded(shape);
  fold_row(whole.parameters(), 0, inputs, shape.widths[1], value, folded.parameters());
  return folded;
}

void take_input_away(ConvShape& shape) {
  --shape.beside;
}

void take_input_away(GrowingShape& shape) {
  --shape.grown.beside;
}

// Network: ConvNet or GrowingNet.
template <class Network>
Network without_last_input(const Network& whole, float value) {
  auto shape = whole.shape();
  take_input_away(shape);
  Network folded(shape);
  const auto layers = whole.layers();
  const auto joins =
      std::find_if(layers.begin(), layers.end(), [](const auto& layer) { return layer.joined > 0; });
  fold_row(whole.parameters(), joins->weights, joins->rows() - 1, joins->columns(), value,
           folded.parameters());
  return folded;
}

}  // namespace

std::vector<std::size_t> widths_of(std::int64_t inputs, const AdversarialOptions& options,
                                   std::int64_t outputs) {
  std::vector<std::size_t> widths(std::size_t(options.layers) + 2, std::size_t(options.width));
  widths.front() = std::size_t(inputs);
  widths.back() = std::size_t(outputs);
  return widths;
}

std::int64_t chosen_steps(std::int64_t asked, std::int64_t usual, std::size_t n, std::int64_t batch) {
  const double pass = double(n) / double(batch);
  return chosen(asked, std::ceil(std::clamp(double(usual), pass, kMostPasses * pass)));
}

void choose_sizes(AdversarialOptions& options, std::size_t n, std::size_t columns, std::int64_t usual_steps) {
  options.latent = chosen(options.latent, std::clamp(std::ceil(double(columns) / 2), 2.0, 32.0));
  options.width = chosen(options.width, columns <= 48 ? 64 : 128);
  options.batch = chosen(options.batch, std::clamp(double(n) / 4, 16.0, 64.0));
  options.steps = chosen_steps(options.steps, usual_steps, n, options.batch * options.critic_steps);
}

void warn_of(const AdversarialOptions& options, const LearnContext& context) {
  if (options.spectral_norm && options.penalty > 0 && context.warn)
    context.warn(
        "--spectral-norm with --penalty: a critic held to spectral norm 1 hardly has the slopes of 1 that "
        "the "
        "penalty wants, and its generator learns little; choose one of them");
}

template <class Network>
DiscriminatorOf<Network>::DiscriminatorOf(std::int64_t inputs, const AdversarialOptions& options,
                                          std::uint64_t seed,
                                          const std::string& name) requires std::is_same_v<Network, Mlp>
    : DiscriminatorOf(inputs, options, seed, name, find_objective(options.objective)) {}

template <class Network>
DiscriminatorOf<Network>::DiscriminatorOf(std::int64_t inputs, const AdversarialOptions& options,
                                          std::uint64_t seed, const std::string& name,
                                          Objective objective) requires std::is_same_v<Network, Mlp>
    : DiscriminatorOf(MlpShape{widths_of(inputs, options, 1)}, options, seed, name, std::move(objective)) {}

template <class Network>
DiscriminatorOf<Network>::DiscriminatorOf(Shape shape, const AdversarialOptions& options, std::uint64_t seed,
                                          const std::string& name, Objective objective)
    : options_(options),
      objective_(std::move(objective)),
      weights_{options.penalty, options.r1, options.r2, options.penalty_every},
      inputs_(inputs_of(shape)),
      network_(with_inputs_more(std::move(shape), options.minibatch_std), Random(seed, name + " weights"),
               adam_of(options), options.ema, options.spectral_norm),
      replay_(options.replay, inputs_, options.batch, Random(seed, name + " replay")),
      augmentation_(options.augment, picture_of(network_.current().shape())),
      random_(seed, name + " noise"),
      noise_(generator_from(random_)) {}

template <class Network>
at::Tensor DiscriminatorOf<Network>::shown(const at::Tensor& x, const Pace& pace) {
  const double noise = options_.instance_noise * (1 - pace.done);
  at::Tensor seen = augmentation_.on() ? augmentation_(x, noise_) : x;
  if (noise > 0) seen = seen + noise * at::randn(x.sizes(), noise_);
  if (!options_.minibatch_std) return seen;
  return at::cat({seen, deviation_of(seen).expand({x.size(0), 1})}, 1);
}

template <class Network>
double DiscriminatorOf<Network>::step(const at::Tensor& real, const at::Tensor& fake, const Pace& pace) {
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
  const bool due = weights_.due(steps_++);
  if constexpr (std::is_same_v<Network, Mlp>)
    if (is_direct() && x.size(0) == y.size(0)) {
      const double gap = direct_.add_gradient(
          network_.current(), objective_,
          {x, y, share, due ? &weights_ : nullptr, inputs_, options_.label_smoothing}, network_.gradient());
      network_.apply(pace.rate);
      return gap;
    }
  const at::Tensor values = network_.learning().forward(at::cat({x, y}));
  const at::Tensor d_real = values.narrow(0, 0, x.size(0)), d_fake = values.narrow(0, x.size(0), y.size(0));
  at::Tensor loss = objective_.discriminator(d_real, d_fake, options_.label_smoothing);
  if (due) loss = loss + penalties(network_.learning(), x, y, share, weights_, inputs_);
  network_.step(loss, pace.rate);
  return mean_of(d_real) - mean_of(d_fake);
}

template <class Network>
at::Tensor DiscriminatorOf<Network>::matching(const at::Tensor& real_features,
                                              const at::Tensor& fake_features) const {
  return options_.feature_matching * (real_features.mean(0) - fake_features.mean(0)).square().sum();
}

template <class Network>
at::Tensor DiscriminatorOf<Network>::generator_loss(const at::Tensor& real, const at::Tensor& fake,
                                                    const Pace& pace) {
  at::Tensor d_real, real_features, fake_features;
  const at::Tensor d_fake = network_.constant().forward(shown(fake, pace), &fake_features);
  if (needs_real()) {
    const at::NoGradGuard constant;
    d_real = network_.constant().forward(shown(real, pace), &real_features);
  }
  const at::Tensor loss = objective_.generator(d_real, d_fake);
  return options_.feature_matching > 0 ? loss + matching(real_features, fake_features) : loss;
}

template <class Network>
bool DiscriminatorOf<Network>::is_direct() const {
  if constexpr (std::is_same_v<Network, Mlp>)
    return DirectCritic::serves(network_.current().shape(), objective_);
  return false;
}

template <class Network>
bool DiscriminatorOf<Network>::has_generator_slopes() const {
  return is_direct() && options_.feature_matching == 0 && !options_.minibatch_std;
}

template <class Network>
at::Tensor DiscriminatorOf<Network>::generator_slopes(const at::Tensor& real, const at::Tensor& fake,
                                                      const Pace& pace) {
  const at::NoGradGuard constant;
  const at::Tensor made = shown(fake, pace), other = needs_real() ? shown(real, pace) : at::Tensor();
  if constexpr (std::is_same_v<Network, Mlp>)
    return direct_.generator_slopes(network_.current(), objective_, other, made);
  return {};
}

template <class Network>
at::Tensor DiscriminatorOf<Network>::joint_loss(const at::Tensor& real, const at::Tensor& fake,
                                                const Pace& pace) {
  at::Tensor real_features, fake_features;
  const at::Tensor d_fake = network_.constant().forward(shown(fake, pace), &fake_features);
  const at::Tensor d_real = network_.constant().forward(shown(real, pace), &real_features);
  const at::Tensor loss = objective_.joint(d_real, d_fake);
  return options_.feature_matching > 0 ? loss + matching(real_features, fake_features) : loss;
}

template <class Network>
at::Tensor DiscriminatorOf<Network>::values(const at::Tensor& x, at::Tensor* features) const {
  const at::Tensor seen = options_.minibatch_std ? at::cat({x, at::full({x.size(0), 1}, deviation_)}, 1) : x;
  return network_.constant().forward(seen, features);
}

template <class Network>
Network DiscriminatorOf<Network>::average() const {
  Network whole = network_.average();
  return options_.minibatch_std ? without_last_input(whole, float(deviation_)) : whole;
}

template <class Network>
void DiscriminatorOf<Network>::save(Archive& archive, const std::string& name) const {
  network_.save(archive, name + ".network");
  replay_.save(archive, name + ".replay");
  save_noise(archive, name + ".noise", noise_);
  save_numbers(archive, name, {double(steps_), deviation_});
}

template <class Network>
void DiscriminatorOf<Network>::load(const Archive& archive, const std::string& name) {
  network_.load(archive, name + ".network");
  replay_.load(archive, name + ".replay");
  load_noise(archive, name + ".noise", noise_);
  const std::vector<double>& counts = load_numbers(archive, name, 2);
  steps_ = std::int64_t(counts[0]);
  deviation_ = counts[1];
}

template class DiscriminatorOf<Mlp>;
template class DiscriminatorOf<ConvNet>;
template class DiscriminatorOf<GrowingNet>;

}  // namespace discern
