// What every method that trains a generator against a discriminator lets its user choose, described once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/options.h"

namespace discern {

// Of every method that stops early.
inline constexpr const char* kPatienceHelp =
    "looks at held-out records, of 20, without a better one after which training stops; 0: never";

// What a critic of pictures may be shown real and made pictures through: train/augment.h.
std::vector<std::string> augmentation_names();

// T: options with a member `augment`.
template <class T>
void add_augment(OptionTable<T>& table) {
  table.add(
      "augment", &T::augment, "NAME,...",
      "random changes of all pictures that critics see, as far as they leave a scan normal; none by default",
      one_of(augmentation_names()));
}

// T: options with a member `progressive`.
template <class T>
void add_progressive(OptionTable<T>& table) {
  table.add(
      "progressive", &T::progressive, "",
      "learn the smallest pictures first, then twice as large ones (progressive growing): the lower sizes "
      "share half of the steps");
}

// Numbers that are 0 are chosen from the count and the width of the normal records. A method derives from it,
// sets its paper's values in its constructor, and adds the options by add_adversarial.
struct AdversarialOptions {
  std::string objective = "relativistic";
  double penalty = 0;              // of WGAN-GP, between real and made records
  double r1 = 0.5, r2 = 0.5;       // gamma of the penalties on real and on made records
  std::int64_t penalty_every = 1;  // steps; the penalties then weigh as many times as much
  bool spectral_norm = false;
  double label_smoothing = 0;
  double feature_matching = 0;
  double instance_noise = 0;  // deviation at the start of training
  bool minibatch_std = false;
  double replay = 0;              // share of the made records that earlier generators made
  double clip = 0;                // norm of a gradient; 0: none
  std::int64_t critic_steps = 1;  // for each step of the generator
  double critic_rate = 5e-4, generator_rate = 5e-4;
  double beta1 = 0, beta2 = 0.9;
  double ema = 0.99;
  std::int64_t batch = 0, steps = 0;
  std::int64_t patience = 6;
  std::int64_t latent = 0, width = 0, layers = 2;
  std::vector<std::string> augment;  // of pictures
  bool progressive = false;          // of pictures
};

// In the order of train/objective.cc's table.
std::vector<std::string> objective_names();

// with_objective: false for a method whose objective is its own.
template <class T>
void add_adversarial(OptionTable<T>& table, bool with_objective = true) {
  using O = AdversarialOptions;
  table.add("steps", &O::steps, "N", "generator steps; 0: chosen from the records", range(0, 1e7))
      .add("patience", &O::patience, "N", kPatienceHelp, range(0, 20))
      .add("critic-steps", &O::critic_steps, "N", "critic steps before each generator step", range(1, 100))
      .add("batch", &O::batch, "N", "records a step; 0: chosen from the records", range(0, 65536))
      .add("latent", &O::latent, "N", "size of the latent; 0: half the features, at most 32", range(0, 4096))
      .add("width", &O::width, "N", "units of a hidden layer; 0: chosen from the features", range(0, 4096))
      .add("layers", &O::layers, "N", "hidden layers of each network", range(1, 16));
  if (with_objective)
    table.add("objective", &O::objective, "NAME", "what critic and generator play for",
              one_of(objective_names()));
  table.add("penalty", &O::penalty, "X", "weight of the critic's gradient penalty (WGAN-GP)", range(0, 1e6))
      .add("r1", &O::r1, "GAMMA", "weight of the critic's gradient penalty on normal records", range(0, 1e6))
      .add("r2", &O::r2, "GAMMA", "weight of the critic's gradient penalty on made records", range(0, 1e6))
      .add("penalty-every", &O::penalty_every, "N",
           "critic steps from one gradient penalty to the next, which then weighs N times", range(1, 1000))
      .add("spectral-norm", &O::spectral_norm, "",
           "scale the critic's weights back to spectral norm 1 after each step")
      .add("label-smoothing", &O::label_smoothing, "X",
           "share taken off the label of normal records, in objectives that have labels", range(0, 0.5))
      .add("feature-matching", &O::feature_matching, "X",
           "weight in the generator's loss of the critic's mean features, made against normal", range(0, 1e6))
      .add("instance-noise", &O::instance_noise, "X",
           "deviation of noise on all that the critic sees; falls to 0 over training", range(0, 10))
      .add("minibatch-std", &O::minibatch_std, "", "show the critic how much the records of a batch differ")
      .add("replay", &O::replay, "SHARE", "share of the made records taken from earlier generators",
           range(0, 0.9))
      .add("clip", &O::clip, "X", "longest gradient of a network in a step; 0: any", range(0, 1e6))
      .add("critic-rate", &O::critic_rate, "X", "learning rate of the critic", range(1e-8, 1))
      .add("generator-rate", &O::generator_rate, "X", "learning rate of the generator", range(1e-8, 1))
      .add("beta1", &O::beta1, "X", "Adam's decay of the mean gradient", range(0, 0.999999))
      .add("beta2", &O::beta2, "X", "Adam's decay of the mean square gradient", range(0, 0.999999))
      .add("ema", &O::ema, "X", "decay of the averaged weights that score; 0: the last weights",
           range(0, 0.999999));
}

}  // namespace discern
