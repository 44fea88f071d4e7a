#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "base/fail.h"
#include "base/json.h"
#include "base/text.h"
#include "data/column_names.h"
#include "detector/stream.h"
#include "report/evaluation.h"
#include "threshold/candidate.h"
#include "threshold/curves.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/pixel_evaluation.h"
#include "tools/scoring_options.h"
#include "tools/synthetic.h"

namespace discern {
namespace {

struct EvaluateOptions : ScoringOptions {
  std::string normal, masks;
  std::vector<std::string> synthetic, training;
};

const OptionTable<EvaluateOptions>& table() {
  using T = EvaluateOptions;
  static const auto built = [] {
    OptionTable<T> t("evaluate");
    t.add("normal", &T::normal, "VALUE", "label of normal records; 0, false or normal if not given");
    t.add("masks", &T::masks, "DIR",
          "pictures: masks of what is strange, a folder or an array as in file.npz#test_masks; measures the "
          "maps");
    t.add("synthetic", &T::synthetic, "FILE,...", "compare these records with the others, which are real")
        .add("train", &T::training, "FILE,...",
             "with --synthetic: what the model learned from, for the privacy check");
    add_scoring(t);
    add_reading(t);
    add_voice(t);
    return t;
  }();
  return built;
}

// The area of every component by itself, beside the fused score's.
struct Areas {
  std::vector<std::string> names;
  std::vector<double> values;
};

struct Scored {
  std::vector<double> scores;
  std::vector<char> alerts;
  Labels labels;
  std::vector<std::vector<double>> components;  // [components][records with a label]
};

Scored score_all(const Detector& detector, Source& source, const ScoreOptions& options) {
  Scored out;
  out.labels = Labels(fmt::format("{}, column {}", source.name(), shown(options.label)));
  out.components.resize(detector.components().size());
  detector.score(source, options, [&](std::span<const Score> some) {
    for (const Score& score : some) {
      out.scores.push_back(score.score);
      out.alerts.push_back(score.alert);
      out.labels.add(score.label);
      if (score.label.empty()) continue;
      for (std::size_t c = 0; c < score.components.size(); ++c)
        out.components[c].push_back(score.components[c]);
    }
  });
  return out;
}

Areas areas_of(const Detector& detector, const Scored& scored, const std::string& normal) {
  const std::vector<char> anomalous =
      labelled_only(scored.scores, scored.alerts, scored.labels).labels.anomalous(normal);
  Areas out{detector.components(), {}};
  for (const auto& values : scored.components) out.values.push_back(auroc(values, anomalous));
  return out;
}

// A rule that labels chose looks better on their records than it is.
void refuse_chosen_with(const Rule& rule, const std::vector<double>& scores) {
  if (!rule.settings.contains("chosen_with")) return;
  const Json& chosen = rule.settings["chosen_with"];
  if (chosen.value("records", std::size_t(0)) != scores.size() ||
      chosen.value("digest", "") != digest_of_scores(scores))
    return;
  fail(Fault::usage,
       "evaluate: the model's alert rule ({}) was chosen with these very records; give others, or judge "
       "another rule "
       "with --false-alarm-rate",
       kind_title(rule.kind));
}

Json interval_json(double low, double high) {
  return std::isnan(low) ? Json(nullptr) : Json{low, high};
}

std::string interval_text(double low, double high) {
  if (std::isnan(low)) return "no 95 % interval: all resamples agree";
  return fmt::format("95 % interval {:.4f} to {:.4f}", low, high);
}

Json as_json(const Evaluation& e, const Areas& areas) {
  Json components = Json::object(), labels = Json::object();
  for (std::size_t c = 0; c < areas.names.size(); ++c) components[areas.names[c]] = areas.values[c];
  for (const auto& [label, counts] : e.by_label)
    labels[label] = {{"alerts", counts.first}, {"records", counts.second}};
  return {{"normal", e.normal},
          {"anomalous", e.anomalous},
          {"unlabelled", e.unlabelled},
          {"auroc", e.auroc},
          {"auroc_interval", interval_json(e.auroc_low, e.auroc_high)},
          {"auprc", e.auprc},
          {"auprc_interval", interval_json(e.auprc_low, e.auprc_high)},
          {"f1_at_count", e.f1_at_count},
          {"true_alerts", e.true_alerts},
          {"false_alerts", e.false_alerts},
          {"missed", e.missed},
          {"true_normals", e.true_normals},
          {"precision", e.precision()},
          {"recall", e.recall()},
          {"component_auroc", components},
          {"by_label", labels}};
}

void print(const Evaluation& e, const Areas& areas) {
  fmt::print(
      "{} normal and {} anomalous records{}\n\n", readable(double(e.normal)), readable(double(e.anomalous)),
      e.unlabelled ? fmt::format("; {} without a label left out", readable(double(e.unlabelled))) : "");
  fmt::print("AUROC        {:.4f}  ({})\n", e.auroc, interval_text(e.auroc_low, e.auroc_high));
  fmt::print("AUPRC        {:.4f}  ({}; {:.4f} by chance)\n", e.auprc,
             interval_text(e.auprc_low, e.auprc_high), double(e.anomalous) / double(e.anomalous + e.normal));
  fmt::print("F1           {:.4f}  with as many alerts as there are anomalies\n\n", e.f1_at_count);
  fmt::print("At the alert rule: precision {:.4f}, recall {:.4f}, false-alarm rate {:.4f}\n", e.precision(),
             e.recall(), double(e.false_alerts) / double(std::max<std::size_t>(1, e.normal)));
  fmt::print("               alert   no alert\n  anomalous {:>8}   {:>8}\n  normal    {:>8}   {:>8}\n\n",
             e.true_alerts, e.missed, e.false_alerts, e.true_normals);
  fmt::print("AUROC of each component alone:\n");
  for (std::size_t c = 0; c < areas.names.size(); ++c)
    fmt::print("  {:<16} {:.4f}\n", areas.names[c], areas.values[c]);
}

// real: all but the model.
int compare_synthetic(const EvaluateOptions& options, const Detector& detector,
                      const std::vector<std::string>& real) {
  const ReadOptions known = detector.reading();
  print_synthetic(detector, {options.synthetic, real, options.training}, read_options(options, &known),
                  options.json);
  return 0;
}

int run(const Arguments& arguments) {
  EvaluateOptions options;
  auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 2, 1u << 20, "evaluate", "a model and labelled records");
  if (!options.synthetic.empty())
    return compare_synthetic(options, load(positional.front(), options.accept_failed),
                             {positional.begin() + 1, positional.end()});
  if (!options.training.empty())
    fail(Fault::usage, "evaluate: --train is of use with --synthetic alone; add --synthetic FILE");
  if (options.label.empty())
    fail(Fault::usage, "evaluate: which column holds the labels is not given; add --label COL");
  const Detector detector = load(positional.front(), options.accept_failed);
  positional.erase(positional.begin());
  ScoreOptions scoring = library_options(options);
  scoring.explain = Explain::none;
  const ReadOptions known = detector.reading();
  const auto source = open_source(positional, read_options(options, &known));
  const Scored scored = score_all(detector, *source, scoring);
  refuse_chosen_with(rule_for(detector.state(), scoring), scored.scores);
  const Evaluation evaluation = evaluate(scored.scores, scored.alerts, scored.labels, options.normal);
  const Areas areas = areas_of(detector, scored, evaluation.normal_label);
  std::optional<PixelEvaluation> pixels;
  if (!options.masks.empty())
    pixels =
        evaluate_pixels(detector, positional, options.masks, options.map_rate, read_options(options, &known));
  if (options.json) {
    Json out = as_json(evaluation, areas);
    if (pixels) out["pixels"] = as_json(*pixels);
    fmt::print("{}\n", out.dump(2));
    return 0;
  }
  print(evaluation, areas);
  if (pixels) print(*pixels);
  return 0;
}

}  // namespace

Command evaluate_command() {
  const auto specs = table().specs();
  return {
      "evaluate",
      "MODEL LABELLED... --label COL",
      "measure quality on labelled records",
      "Scores labelled records and says how well the scores rank them and what the alert rule would have "
      "done.\n"
      "Labels are used for nothing else.\n"
      "With --masks, says of pictures how well their maps find what is marked (what is not 0): AUROC of "
      "pixels,\n"
      "AUPRO (Bergmann et al. 2021: per-region overlap, up to 30 % false pixels) and Dice at --map-rate. "
      "Masks stand in an\n"
      "array in the order of the records, or in a folder under their pictures' names (7.png or 7_mask.png).\n"
      "With --synthetic, compares synthetic records with real normal ones the model did not learn from: "
      "the columns'\n"
      "distributions, the correlations, whether a classifier tells the two apart, and with --train whether "
      "training\n"
      "records are given away.",
      {specs.begin(), specs.end()},
      {{"discern evaluate card.discern labelled.csv --label Class", "records with Class 0 are normal"},
       {"discern evaluate card.discern held.csv --synthetic made.csv --train normal.csv",
        "how good made records are"}},
      run};
}

}  // namespace discern
