// Learning of f-AnoGAN (methods/fanogan.h).
#pragma once

#include "methods/fanogan.h"
#include "train/adversarial.h"
#include "train/inverse.h"
#include "train/learner.h"

namespace discern {

// The options with every 0 replaced by what suits n records of this width.
FanoganOptions resolve(FanoganOptions options, std::size_t n, std::size_t width);

// As LearnerInfo::learn says. Holds a tenth of the records back from the networks to choose the encoder by.
Learned learn_fanogan(const Matrix& normal, const std::map<std::string, std::string>& settings,
                      LearnContext& context);
// LearnerInfo::safer: make_safer, and the encoder's rate likewise.
std::map<std::string, std::string> safer_fanogan(const std::map<std::string, std::string>& settings);

inline constexpr std::int64_t kEncoderSteps = 2000;  // usual

// Share of a time budget for generator and critic, as long training divides by itself.
inline constexpr double kAdversaryTime = 0.6;

// Learned::curves.
template <class Network>
Json fanogan_curves(const AdversariesOf<Network>& adversaries, const InverseOf<Network>& inverse) {
  return {{"critic gap", adversaries.gap.save()},
          {"held-out energy distance", adversaries.held_out},
          {"encoder loss", inverse.loss.save()},
          {"held-out error", inverse.held_out}};
}

// Learned::checks.
template <class Network>
Json fanogan_checks(const AdversariesOf<Network>& adversaries, const InverseOf<Network>& inverse) {
  return {{"overfit", adversaries.overfit},
          {"diversity", adversaries.diversity},
          {"learned_error", inverse.learned_error},
          {"held_out_error", inverse.held_out_error},
          {"skipped_steps", adversaries.skipped + inverse.skipped}};
}

}  // namespace discern
