// A discriminator in training with all that steadies it: objective, gradient penalties, spectral norm, label
// smoothing, instance noise, minibatch deviation, replay. It judges rows of numbers: records, latents, or
// both joined, at::cat({x, z}, 1), so that methods with joint discriminators use it in loops of their own.
#pragma once

#include <string>
#include <type_traits>

#include "methods/adversarial_options.h"
#include "train/augment.h"
#include "train/direct_critic.h"
#include "train/objective.h"
#include "train/penalties.h"
#include "train/replay.h"
#include "train/stage.h"
#include "train/trained_network.h"

namespace discern {

// Widths of a network: inputs, options.layers times options.width, outputs.
std::vector<std::size_t> widths_of(std::int64_t inputs, const AdversarialOptions& options,
                                   std::int64_t outputs);

inline constexpr std::int64_t kUsualSteps = 1000;  // where a method has no number of its own

// asked, or where it is 0 what suits n records of which each step takes `batch`: `usual`, but each record
// comes at least once and at most a thousand times. Early stopping (train/best.h) does the rest.
std::int64_t chosen_steps(std::int64_t asked, std::int64_t usual, std::size_t n, std::int64_t batch);

// Replaces each of latent, width, batch, steps that is 0 by what suits n records of `columns` features.
void choose_sizes(AdversarialOptions& options, std::size_t n, std::size_t columns,
                  std::int64_t usual_steps = kUsualSteps);

// Warns of options that work against each other.
void warn_of(const AdversarialOptions& options, const LearnContext& context);

// Network: Mlp, or ConvNet or GrowingNet for rows that are pictures, joined ones as planes or with a vector
// beside.
template <class Network>
class DiscriminatorOf : public Stateful {
 public:
  using Shape = typename Trained<Network>::Shape;

  // options are resolved and outlive it. name, "critic", keeps its random numbers apart from those of others.
  // Options it reads: all but steps, critic_steps, latent, generator_rate, which are the loop's.
  DiscriminatorOf(std::int64_t inputs, const AdversarialOptions& options, std::uint64_t seed,
                  const std::string& name) requires std::is_same_v<Network, Mlp>;
  // With another objective than options.objective.
  DiscriminatorOf(std::int64_t inputs, const AdversarialOptions& options, std::uint64_t seed,
                  const std::string& name, Objective objective) requires std::is_same_v<Network, Mlp>;
  // Of that shape, which has one output and no place yet for the minibatch deviation.
  DiscriminatorOf(Shape shape, const AdversarialOptions& options, std::uint64_t seed, const std::string& name,
                  Objective objective);

  // One step. real, fake [n, inputs]; gradients do not reach them. -> E D(real) - E D(fake) before the step.
  double step(const at::Tensor& real, const at::Tensor& fake, const Pace& pace);

  // What who made `fake` [n, inputs] minimises: the objective, and feature matching. Gradients reach fake
  // alone. real [n, inputs] may be undefined unless needs_real().
  at::Tensor generator_loss(const at::Tensor& real, const at::Tensor& fake, const Pace& pace);
  bool needs_real() const { return objective_.paired || options_.feature_matching > 0; }

  // Whether generator_slopes() can say the derivatives of generator_loss(), which is quicker.
  bool has_generator_slopes() const;
  // d generator_loss / d fake [n, inputs], without a graph.
  at::Tensor generator_slopes(const at::Tensor& real, const at::Tensor& fake, const Pace& pace);

  // What the two sides of a joint discriminator minimise together (Objective::joint, and feature matching).
  // Gradients reach both.
  at::Tensor joint_loss(const at::Tensor& real, const at::Tensor& fake, const Pace& pace);

  // Values [n, 1] of rows as the discriminator is now, without noise; features as MlpView::forward. Gradients
  // reach x alone.
  at::Tensor values(const at::Tensor& x, at::Tensor* features = nullptr) const;

  // The averaged network of `inputs` inputs. The minibatch deviation, if there is one, is folded into the
  // bias of the layer that sees it with its running mean over real batches, so that a record's value does not
  // depend on others.
  Network average() const;
  std::int64_t skipped() const { return network_.skipped(); }
  void restart() { network_.restart(); }

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 private:
  // x as the network is shown it: augmented, with noise, and with the column of the batch's deviation.
  at::Tensor shown(const at::Tensor& x, const Pace& pace);
  // Only a table's network has passes without a graph.
  bool is_direct() const;
  at::Tensor matching(const at::Tensor& real_features, const at::Tensor& fake_features) const;

  const AdversarialOptions& options_;
  Objective objective_;
  PenaltyWeights weights_;
  std::int64_t inputs_;
  Trained<Network> network_;
  DirectCritic direct_;
  Replay replay_;
  Augmentation augmentation_;
  Random random_;
  at::Generator noise_;
  std::int64_t steps_ = 0;
  double deviation_ = 0;  // running mean of real batches' deviations
};

using Discriminator = DiscriminatorOf<Mlp>;

}  // namespace discern
