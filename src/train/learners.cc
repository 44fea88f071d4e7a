#include <array>
#include <vector>

#include "base/fail.h"
#include "base/text.h"
#include "methods/iforest.h"
#include "methods/knn.h"
#include "methods/lof.h"
#include "methods/mahalanobis.h"
#include "methods/pca.h"
#include "methods/picture_mahalanobis.h"
#include "train/adversarial.h"
#include "train/alad.h"
#include "train/anogan.h"
#include "train/dae.h"
#include "train/discern.h"
#include "train/egbad.h"
#include "train/fanogan.h"
#include "train/fence_gan.h"
#include "train/gaal.h"
#include "train/ganomaly.h"
#include "train/learner.h"
#include "train/picture_discern.h"
#include "train/picture_fanogan.h"
#include "train/picture_gan_score.h"
#include "train/safer.h"
#include "train/skip_ganomaly.h"

namespace discern {
namespace {

using Settings = std::map<std::string, std::string>;
using Baseline = std::unique_ptr<Method> (*)(const Matrix&, const Settings&, std::uint64_t, Json&);

template <Baseline learn>
Learned learn_baseline(const Matrix& normal, const Settings& settings, LearnContext& context) {
  Learned learned;
  learned.method = learn(normal, settings, context.seed, learned.options);
  return learned;
}

// It learns from pictures by itself, or takes one as a row of pixels.
constexpr LearnerInfo for_records_of_any_kind(LearnerInfo info) {
  info.learn_pictures = info.learn;
  return info;
}

// For LearnerInfo::safer of a method whose options are AdversarialOptions; what the preset says is spelt out.
template <auto table, auto presets = nullptr>
Settings safer(const Settings& settings) {
  auto options = [&] {
    if constexpr (presets == nullptr)
      return table().from(settings);
    else
      return table().from(with_preset(settings, presets()));
  }();
  if constexpr (presets != nullptr) options.preset = "none";
  make_safer(options, decltype(options){});
  return settings_of(table(), options);
}

Learned learn_mahalanobis_of_pictures(const Matrix& normal, const Settings& settings, LearnContext& context) {
  Learned learned;
  learned.method = learn_picture_mahalanobis(normal, context.picture, settings, learned.options);
  return learned;
}

constexpr std::array kLearners = {
    LearnerInfo{"discern", learn_discern, Calibrating::left_out, safer_discern, false, learn_picture_discern},
    LearnerInfo{"gan", learn_gan, Calibrating::held_out, safer_gan, false, learn_picture_gan_score},
    LearnerInfo{"fanogan", learn_fanogan, Calibrating::held_out, safer_fanogan, true, learn_picture_fanogan},
    for_records_of_any_kind(
        {"anogan", learn_anogan, Calibrating::held_out, safer<anogan_options, anogan_presets>, true}),
    LearnerInfo{"fence_gan", learn_fence_gan, Calibrating::held_out, safer<fence_gan_options>},
    LearnerInfo{"so_gaal", learn_so_gaal, Calibrating::held_out, safer<so_gaal_options>},
    LearnerInfo{"mo_gaal", learn_mo_gaal, Calibrating::held_out, safer<mo_gaal_options>},
    for_records_of_any_kind(
        {"egbad", learn_egbad, Calibrating::held_out, safer<egbad_options, egbad_presets>}),
    for_records_of_any_kind({"ganomaly", learn_ganomaly, Calibrating::held_out, safer<ganomaly_options>}),
    for_records_of_any_kind({"alad", learn_alad, Calibrating::held_out, safer<alad_options, alad_presets>}),
    LearnerInfo{"skip_ganomaly", nullptr, Calibrating::held_out, nullptr, false, learn_skip_ganomaly},
    LearnerInfo{"dae", learn_dae},
    LearnerInfo{"iforest", learn_baseline<learn_iforest>, Calibrating::cross_fit},
    for_records_of_any_kind({"knn", learn_baseline<learn_knn>, Calibrating::cross_fit}),
    LearnerInfo{"lof", learn_baseline<learn_lof>, Calibrating::cross_fit},
    LearnerInfo{"mahalanobis", learn_baseline<learn_mahalanobis>, Calibrating::cross_fit, nullptr, false,
                learn_mahalanobis_of_pictures},
    for_records_of_any_kind({"pca", learn_baseline<learn_pca>, Calibrating::cross_fit}),
};

}  // namespace

std::span<const LearnerInfo> learners() {
  return kLearners;
}

const LearnerInfo& find_learner(std::string_view name) {
  std::vector<std::string> names;
  for (const LearnerInfo& learner : kLearners) {
    if (learner.name == name) return learner;
    names.emplace_back(learner.name);
  }
  fail(Fault::usage, "method \"{}\" cannot be learned{}; expected one of {}", name, did_you_mean(name, names),
       list_of(names));
}

void check_fits(const LearnerInfo& learner, const Settings& settings, bool pictures, bool groups) {
  std::vector<std::string> fitting;
  for (const LearnerInfo& other : kLearners)
    if (pictures ? other.learn_pictures : other.learn) fitting.emplace_back(other.name);
  if (!pictures && !learner.learn)
    fail(Fault::usage, "--method {}: learns from pictures alone; choose one of {}", learner.name,
         list_of(fitting));
  if (pictures && !learner.learn_pictures)
    fail(Fault::usage, "--method {}: does not learn from pictures; choose one of {}", learner.name,
         list_of(fitting));
  if (const auto found = settings.find("augment");
      !pictures && found != settings.end() && !found->second.empty())
    fail(Fault::usage, "--augment {}: the records are not pictures; train without it", found->second);
  if (const auto found = settings.find("progressive");
      !pictures && found != settings.end() && found->second == "true")
    fail(Fault::usage, "--progressive: the records are not pictures; train without it");
  if (groups && !pictures && learner.calibrating == Calibrating::left_out)
    fail(Fault::usage, "--group: the method {} leaves out records one by one; choose another with --method",
         learner.name);
}

}  // namespace discern
