#include "train/anogan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <utility>

#include "train/adversarial.h"
#include "train/fanogan.h"
#include "train/inverse.h"
#include "train/network_shapes.h"

namespace discern {
namespace {

constexpr UsualSteps kSteps{.pictures = 1500};

// What suits pictures where no setting says otherwise: penalties so large as tables bear blur what is made;
// of a larger latent strange pictures are made as well as normal ones; a critic's many features would drown
// pixels.
const std::map<std::string, std::string> kForPictures = {{"objective", "relativistic"},
                                                         {"r1", "0.05"},
                                                         {"r2", "0.05"},
                                                         {"beta1", "0.5"},
                                                         {"generator-rate", "0.001"},
                                                         {"ema", "0.995"},
                                                         {"patience", "0"},
                                                         {"latent", "8"},
                                                         {"latent-rate", "0.1"},
                                                         {"feature-weight", "0.02"}};

// As f-AnoGAN's, by records and critic features.
FanoganOptions for_encoder(const AnoganOptions& options, std::size_t n) {
  FanoganOptions out;
  static_cast<AdversarialOptions&>(out) = options;
  out.encoder_steps = chosen_steps(options.encoder_steps, kEncoderSteps, n, options.batch);
  return out;
}

// Least seconds of some searches of one record, x [width].
template <class Network>
double seconds_of(const LatentSearchOf<Network>& search, const float* x) {
  using Clock = std::chrono::steady_clock;
  constexpr int kLeastRounds = 5, kMostRounds = 200;
  const Clock::time_point end = Clock::now() + std::chrono::milliseconds(200);
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kLeastRounds || (i < kMostRounds && Clock::now() < end); ++i) {
    const Clock::time_point start = Clock::now();
    search.run(x, 1, [](const auto&) {});
    least = std::min(least, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return least;
}

// The steps that a search of x [width] can make in options.time, from 1 to options' own.
template <class Network>
std::int64_t steps_in_time(const Network& generator, const Network& critic,
                           const std::optional<Network>& encoder, const AnoganOptions& options,
                           const float* x, LearnContext& context) {
  constexpr std::int64_t kTried = 16;
  const auto seconds = [&](std::int64_t steps) {
    return seconds_of(
        LatentSearchOf<Network>(generator, critic, encoder, {options.feature_weight, steps, options.rate}),
        x);
  };
  const double start = seconds(0), step = std::max(1e-9, (seconds(kTried) - start) / double(kTried));
  const double possible = (options.time / 1000 - start) / step;
  if (possible < 1 && context.warn)
    context.warn(
        fmt::format("latent-time {} ms is too little for one step of the search, which takes {:.2g} "
                    "ms and {:.2g} ms to begin: scores come from one step",
                    options.time, 1000 * step, 1000 * start));
  const std::int64_t most = options.LatentSearch::steps;
  return std::min(most, std::int64_t(std::clamp(possible, 1.0, double(most) + 1)));
}

template <class Network>
Learned learn(const Matrix& normal, AnoganOptions options, LearnContext& context) {
  const NetworkShapes<Network> shapes(options, normal, context, kSteps);
  const bool encodes = options.start == "encoder";

  at::set_num_threads(int(context.threads));
  const auto [learned, held_out] = hold_out(shapes.shown(normal), context);
  AdversariesOf<Network> adversaries =
      learn_adversaries<Network>(learned, held_out, {shapes.generator(), shapes.reader(1)}, options, context,
                                 encodes ? kAdversaryTime : 1);
  Learned result;
  result.curves = {{"critic gap", adversaries.gap.save()},
                   {"held-out energy distance", adversaries.held_out}};
  result.checks = {{"overfit", adversaries.overfit},
                   {"diversity", adversaries.diversity},
                   {"skipped_steps", adversaries.skipped}};
  std::optional<Network> encoder;
  if (encodes) {
    const FanoganOptions own = for_encoder(options, normal.rows);
    options.encoder_steps = own.encoder_steps;
    auto inverse = learn_inverse<Network>(adversaries.generator, adversaries.critic,
                                          shapes.reader(options.latent), learned, held_out, own, context);
    result.curves = fanogan_curves(adversaries, inverse);
    result.checks = fanogan_checks(adversaries, inverse);
    encoder = std::move(inverse.encoder);
  }
  if (options.time > 0)
    options.LatentSearch::steps = steps_in_time(adversaries.generator, adversaries.critic, encoder, options,
                                                held_out.template data_ptr<float>(), context);
  result.options = anogan_options().save(options);
  result.method = shapes.method(std::make_unique<AnoganOf<Network>>(
      std::move(adversaries.generator), std::move(adversaries.critic), options, std::move(encoder)));
  return result;
}

}  // namespace

Learned learn_anogan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                     LearnContext& context) {
  const auto given = with_preset(settings, anogan_presets());
  if (!context.picture) return learn<Mlp>(normal, anogan_options().from(given), context);
  return learn<ConvNet>(normal, anogan_options().from(with_others(given, kForPictures)), context);
}

}  // namespace discern
