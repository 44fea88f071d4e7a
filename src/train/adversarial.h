// A generator and a discriminator of rows learn from each other: what GAN methods for tables begin with.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "methods/adversarial_options.h"
#include "train/batches.h"
#include "train/curve.h"
#include "train/discriminator.h"
#include "train/learner.h"
#include "train/torch.h"

namespace discern {

// generator: options.latent -> width; discriminator: width -> 1.
template <class Network>
struct ShapesOf {
  typename Trained<Network>::Shape generator, discriminator;
};

// One generator against one discriminator. Network: Mlp, or GrowingNet for pictures.
template <class Network>
class DuelOf : public Stateful {
 public:
  using Shapes = ShapesOf<Network>;

  // real [n >= 1, width]; options are resolved (choose_sizes) and outlive it. The second takes another
  // objective than options.objective. condition: the last features of real that the generator is given.
  DuelOf(const at::Tensor& real, const AdversarialOptions& options, std::uint64_t seed,
         std::int64_t condition = 0) requires std::is_same_v<Network, Mlp>;
  DuelOf(const at::Tensor& real, const AdversarialOptions& options, std::uint64_t seed, Objective objective,
         std::int64_t condition = 0) requires std::is_same_v<Network, Mlp>;
  DuelOf(const at::Tensor& real, Shapes shapes, const AdversarialOptions& options, std::uint64_t seed,
         Objective objective, std::int64_t condition = 0);

  at::Tensor latents(std::int64_t n);  // [n, latent], N(0, 1)

  // critic_steps steps of the discriminator, then one of the generator. gap gets E D(real) - E D(made) of
  // each.
  void round(const Pace& pace, Curve& gap);
  double discriminator_step(const Pace& pace);  // -> the gap before the step
  void generator_step(const Pace& pace);

  // Where another level of growth begins.
  void restart();

  Network generator() const { return generator_.average(); }
  Network discriminator() const { return discriminator_.average(); }
  std::int64_t skipped() const { return generator_.skipped() + discriminator_.skipped(); }

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 private:
  at::Tensor next();  // real records of the growth's level

  const AdversarialOptions& options_;
  const Growth* growth_;  // may be null
  bool conditional_;
  Trained<Network> generator_;
  MlpTape tape_;
  DiscriminatorOf<Network> discriminator_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
};

using Duel = DuelOf<Mlp>;

// Of fewer records every one is needed to learn from, and a tenth would be too few to judge by.
inline constexpr std::int64_t kFewToHoldOut = 20;

// The records to learn from, and about a tenth of them, of other groups, to judge networks by; few records
// and those of one group are both.
std::pair<at::Tensor, at::Tensor> hold_out(const Matrix& normal, const LearnContext& context);

// Checks of a finished training on the first kSample records, enough for a mean; what Adversaries calls by
// these names.
inline constexpr std::int64_t kSample = 1024;
template <class Network>
double overfit_of(Network& discriminator, const at::Tensor& learned, const at::Tensor& held_out);
double diversity_of(const at::Tensor& made, const at::Tensor& real);
// Energy distance 2 E|x - y| - E|x - x'| - E|y - y'| of the first kLook rows of each (Szekely and Rizzo
// 2013): 0 for records of one law, more the less alike they are. What early stopping goes by where networks
// make records of nothing but latents.
inline constexpr std::int64_t kLook = 512;
double energy_distance(const at::Tensor& made, const at::Tensor& real);

template <class Network>
struct AdversariesOf {
  Network generator, critic;  // running averages
  Curve gap;                  // E D(real) - E D(made) at each critic step
  std::int64_t skipped = 0;   // steps whose gradient was not finite
  double overfit = 0;         // mean D of learned less that of held-out records, in deviations of the latter
  Json held_out;              // curve of the energy distance of made and held-out records
  double diversity = 0;       // mean distance among made records over that among real ones; 1 is right
};

using Adversaries = AdversariesOf<Mlp>;

// learned, held_out [n >= 1, width]; options are resolved. One stage, "critic and generator", which may take
// time_share of the time there is. Where options.progressive, networks of pictures grow; a stop that keeps
// the best so far then waits until they are grown.
Adversaries learn_adversaries(const at::Tensor& learned, const at::Tensor& held_out,
                              const AdversarialOptions& options, LearnContext& context,
                              double time_share = 1);

template <class Network>
AdversariesOf<Network> learn_adversaries(const at::Tensor& learned, const at::Tensor& held_out,
                                         ShapesOf<Network> shapes, const AdversarialOptions& options,
                                         LearnContext& context, double time_share = 1);

// For LearnerInfo::safer: lower rates, gradient penalties twice as strong, spectral norm where there is no
// WGAN-GP penalty (beside one the generator learns nothing), no shorter average. usual: the method's
// defaults.
void make_safer(AdversarialOptions& options, const AdversarialOptions& usual);

}  // namespace discern
