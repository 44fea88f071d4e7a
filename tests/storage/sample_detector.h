// Small detectors of every method, learned in milliseconds, and records for them.
#pragma once

#include <memory>
#include <string>

#include "base/random.h"
#include "detector/calibration.h"
#include "detector/scoring.h"
#include "detector/state.h"
#include "discern/detector.h"
#include "methods/alad.h"
#include "methods/anogan.h"
#include "methods/dae.h"
#include "methods/discern.h"
#include "methods/discriminator_score.h"
#include "methods/egbad.h"
#include "methods/fanogan.h"
#include "methods/gan.h"
#include "methods/ganomaly.h"
#include "methods/iforest.h"
#include "methods/knn.h"
#include "methods/lof.h"
#include "methods/mahalanobis.h"
#include "methods/pca.h"
#include "methods/rows.h"

namespace sample_detector {

// Numbers with gaps, categories with a rare one, a flag, a constant.
inline std::string csv(std::uint64_t seed, int records) {
  discern::Random random(seed, "sample records");
  std::string text = "amount,shop,night,currency\n";
  for (int i = 0; i < records; ++i) {
    text += i % 9 == 4 ? "" : fmt::format("{}", 100 + 20 * random.normal());
    text += i == 7 ? ",attic" : random.below(2) ? ",grocery" : ",fuel";
    text += random.below(2) ? ",true" : ",false";
    text += ",EUR\n";
  }
  return text;
}

inline discern::Mlp random_mlp(std::vector<std::size_t> widths, discern::Random& random) {
  discern::Mlp mlp({std::move(widths)});
  for (float& value : mlp.parameters()) value = float(0.5 * random.normal());
  return mlp;
}

inline std::unique_ptr<discern::Method> random_discern(const discern::Matrix& x, discern::Random& random) {
  discern::Discern::Evidence evidence(x, x, 3);
  discern::Mlp discriminator({{evidence.size(), 6, 1}, discern::Activation::elu_pair});
  for (float& value : discriminator.parameters()) value = float(random.uniform());
  discern::Discern::Networks networks{random_mlp({2, 5, x.cols}, random), random_mlp({x.cols, 5, 2}, random),
                                      std::move(discriminator)};
  return std::make_unique<discern::Discern>(std::move(networks), std::move(evidence), 0.1, true, x);
}

inline std::unique_ptr<discern::Method> method(const std::string& name, const discern::Matrix& x) {
  if (name == "knn") return discern::learn_knn(x, discern::KnnOptions{3, 40}, 1);
  if (name == "lof") return discern::learn_lof(x, discern::LofOptions{3, 40}, 1);
  if (name == "iforest") return discern::learn_iforest(x, discern::IforestOptions{10, 40}, 1);
  if (name == "mahalanobis") return discern::learn_mahalanobis(x, {});
  if (name == "pca") return discern::learn_pca(x, {});
  discern::Random random(1, "sample weights");
  if (name == "dae") return discern::make_dae(random_mlp({x.cols, 5, x.cols}, random));
  if (name == "discern") return random_discern(x, random);
  if (name == "gan")
    return std::make_unique<discern::Gan>(std::unique_ptr<const discern::Discern>(
        static_cast<const discern::Discern*>(random_discern(x, random).release())));
  if (name == "anogan")
    return std::make_unique<discern::Anogan>(random_mlp({2, 5, x.cols}, random),
                                             random_mlp({x.cols, 5, 1}, random),
                                             discern::LatentSearch{0.1, 5, 0.1});
  if (name == "fence_gan" || name == "so_gaal" || name == "mo_gaal")
    return discern::make_discriminator_score(random_mlp({x.cols, 5, 1}, random), discern::column_means(x));
  if (name == "egbad")
    return std::make_unique<discern::Egbad>(
        discern::Bigan(random_mlp({2, 5, x.cols}, random), random_mlp({x.cols, 5, 2}, random)),
        random_mlp({x.cols + 2, 5, 1}, random), discern::Egbad::Scoring{});
  if (name == "alad")
    return discern::make_alad(
        discern::Bigan(random_mlp({2, 5, x.cols}, random), random_mlp({x.cols, 5, 2}, random)),
        random_mlp({2 * x.cols, 5, 1}, random), "feature");
  if (name == "ganomaly")
    return discern::make_ganomaly({random_mlp({x.cols, 5, 2}, random), random_mlp({2, 5, x.cols}, random),
                                   random_mlp({x.cols, 5, 2}, random), random_mlp({x.cols, 5, 1}, random)});
  discern::Fanogan::Networks networks{random_mlp({2, 5, x.cols}, random), random_mlp({x.cols, 5, 1}, random),
                                      random_mlp({x.cols, 5, 2}, random)};
  return std::make_unique<discern::Fanogan>(std::move(networks), 1.0, 0.1, x);
}

inline std::shared_ptr<discern::Detector::State> learn(const std::string& name, discern::Source& source) {
  const discern::NormalRecords normal = discern::read_normal(source, {});
  auto state = std::make_shared<discern::Detector::State>();
  state->preparation = discern::Preparation::learn(normal.schema, normal.table, 0.05);
  state->profile = discern::Profile::learn(normal.schema, normal.table);
  const discern::PreparedTable prepared = discern::prepare(state->preparation, normal.table);
  state->method_name = name;
  state->method = method(name, prepared.x);
  discern::Calibration calibration =
      discern::calibrate(*state->method, discern::components_of(*state->method, prepared));
  state->tails = std::move(calibration.tails);
  state->conformal = std::move(calibration.conformal);
  state->verdict.checks = {{"finite", discern::Verdict::Level::pass, 1, "every score is finite"},
                           {"collapse", discern::Verdict::Level::warn, 0.5, "the records made are alike"}};
  state->training = {{"records", normal.table.rows}, {"seed", 1}};
  return state;
}

}  // namespace sample_detector
