#include <algorithm>
#include <chrono>
#include <cmath>

#include "bench/quality.h"
#include "detector/state.h"
#include "discern/discern.h"
#include "threshold/curves.h"

namespace discern::bench {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string failure_of(const std::vector<double>& scores) {
  if (!std::all_of(scores.begin(), scores.end(), [](double s) { return std::isfinite(s); }))
    return "a score is not finite";
  const auto [least, most] = std::minmax_element(scores.begin(), scores.end());
  return *least == *most ? "all scores are the same" : "";
}

// The share of anomalies among the strangest hundredth of the records.
double recall_at_one_percent(const std::vector<double>& scores, const std::vector<char>& anomalous) {
  std::vector<std::size_t> order(scores.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
  order.resize(std::max<std::size_t>(1, order.size() / 100));
  const auto found = std::count_if(order.begin(), order.end(), [&](auto i) { return anomalous[i] != 0; });
  return double(found) /
         double(std::count_if(anomalous.begin(), anomalous.end(), [](char a) { return a != 0; }));
}

Json figures(const LabelledSet& set, const Variant& variant, std::uint64_t seed) {
  Split parts = split(set, seed);
  if (variant.pollution > 0) pollute(parts, set.columns.size(), variant.pollution);
  TrainOptions options;
  options.method = variant.method;
  options.method_options = variant.options;
  options.contamination = variant.contamination;
  options.seed = std::int64_t(seed);
  const auto training = std::chrono::steady_clock::now();
  const Detector detector = train(*make_source(set.columns, parts.train), options);
  const double train_seconds = seconds_since(training);

  ScoreOptions scoring;
  scoring.explain = Explain::none;
  scoring.threads = 1;
  const auto scoring_began = std::chrono::steady_clock::now();
  const auto scored = detector.score(*make_source(set.columns, parts.test), scoring);
  const double score_seconds = seconds_since(scoring_began);
  std::vector<double> scores;
  for (const Score& score : scored) scores.push_back(score.score);
  if (const std::string failure = failure_of(scores); !failure.empty()) return {{"failure", failure}};
  return {{"auroc", auroc(scores, parts.anomalous)},
          {"auprc", auprc(scores, parts.anomalous)},
          {"f1", f1_at_count(scores, parts.anomalous)},
          {"recall_at_1_percent", recall_at_one_percent(scores, parts.anomalous)},
          {"train_seconds", train_seconds},
          {"score_microseconds", 1e6 * score_seconds / double(scores.size())},
          {"failed_verdict", double(detector.state().verdict.level() == Verdict::Level::fail)},
          {"verdict", level_name(detector.state().verdict.level())},
          {"verdict_checks", detector.state().verdict.save()}};
}

}  // namespace

Json run_method(const LabelledSet& set, const Variant& variant, std::uint64_t seed) {
  try {
    return figures(set, variant, seed);
  } catch (const std::exception& fault) {
    return {{"failure", fault.what()}};
  }
}

}  // namespace discern::bench
