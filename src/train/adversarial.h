// A generator and a discriminator of rows learn from each other: what GAN methods for tables begin with.
#pragma once

#include <string>
#include <utility>

#include "methods/adversarial_options.h"
#include "train/batches.h"
#include "train/curve.h"
#include "train/discriminator.h"
#include "train/learner.h"
#include "train/torch.h"

namespace discern {

// One generator against one discriminator.
class Duel : public Stateful {
 public:
  // real [n >= 1, width]; options are resolved (choose_sizes) and outlive it. The second takes another
  // objective than options.objective. condition: the last features of real that the generator is given.
  Duel(const at::Tensor& real, const AdversarialOptions& options, std::uint64_t seed,
       std::int64_t condition = 0);
  Duel(const at::Tensor& real, const AdversarialOptions& options, std::uint64_t seed, Objective objective,
       std::int64_t condition = 0);

  at::Tensor latents(std::int64_t n);  // [n, latent], N(0, 1)

  // critic_steps steps of the discriminator, then one of the generator. gap gets E D(real) - E D(made) of
  // each.
  void round(const Pace& pace, Curve& gap);
  double discriminator_step(const Pace& pace);  // -> the gap before the step
  void generator_step(const Pace& pace);

  Mlp generator() const { return generator_.average(); }
  Mlp discriminator() const { return discriminator_.average(); }
  std::int64_t skipped() const { return generator_.skipped() + discriminator_.skipped(); }

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 private:
  const AdversarialOptions& options_;
  bool conditional_;
  TrainedNetwork generator_;
  Discriminator discriminator_;
  Batches batches_;
  Random random_;
  at::Generator noise_;
};

// The records to learn from, and a tenth of them to judge networks by; few records are both.
std::pair<at::Tensor, at::Tensor> hold_out(const Matrix& normal, std::uint64_t seed);

// Checks of a finished training on the first kSample records, enough for a mean; what Adversaries calls by these names.
inline constexpr std::int64_t kSample = 1024;
double overfit_of(Mlp& discriminator, const at::Tensor& learned, const at::Tensor& held_out);
double diversity_of(const at::Tensor& made, const at::Tensor& real);

struct Adversaries {
  Mlp generator, critic;     // running averages
  Curve gap;                 // E D(real) - E D(made) at each critic step
  std::int64_t skipped = 0;  // steps whose gradient was not finite
  double overfit = 0;        // mean D of learned less that of held-out records, in deviations of the latter
  double diversity = 0;      // mean distance among made records over that among real ones; 1 is right
};

// learned, held_out [n >= 1, width]; options are resolved. One stage, "critic and generator", which may take
// time_share of the time there is.
Adversaries learn_adversaries(const at::Tensor& learned, const at::Tensor& held_out,
                              const AdversarialOptions& options, LearnContext& context,
                              double time_share = 1);

// For LearnerInfo::safer: lower rates, spectral norm on, a gradient penalty twice as strong, no shorter
// average. usual: the method's defaults.
void make_safer(AdversarialOptions& options, const AdversarialOptions& usual);

}  // namespace discern
