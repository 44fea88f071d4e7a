#include <fmt/format.h>

#include "base/fail.h"
#include "base/text.h"
#include "detector/state.h"
#include "report/scores_file.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/overwriting.h"
#include "tools/rule_evidence.h"
#include "tools/rule_table.h"
#include "tools/shared_options.h"

namespace discern {
namespace {

struct ThresholdOptions : ReadingOptions, VoiceOptions {
  std::string rule, output;
  double rate = 0, confidence = 0.9, discovery = 0.1, review = 0.05;
  std::string bound = "beta";
  double alerts = 0, volume = 0;
  double miss_cost = 0, false_alarm_cost = 0, prevalence = 0;
  std::string miss_cost_column;
  std::string label, normal, goal = "f_beta";
  double beta = 1, precision = 0.9;
  std::string by, incoming;
  std::int64_t seed = 0, threads = 0;
  bool accept_failed = false;
};

constexpr double kMost = 1e15;
// Where neither records nor a volume say of how many.
constexpr double kUsualVolume = 10'000;

template <class Table>
void add_rules(Table& t) {
  using T = ThresholdOptions;
  t.add("rule", &T::rule, "RULE", "write this rule into the model; without it the rules are only compared",
        one_of({"", "rate", "conditional", "discovery", "tail", "budget", "cost", "labels", "triage",
                "groups", "randomised", "weighted"}))
      .add("output", &T::output, "MODEL", "with --rule: the model file to write; in place if not given",
           letter('o'))
      .add("false-alarm-rate", &T::rate, "RATE",
           "share of normal records that may alert; 0: as the model has it", range(0, 0.5))
      .add("confidence", &T::confidence, "SHARE", "conditional: how sure the rate is to hold",
           range(0.5, 0.9999))
      .add("bound", &T::bound, "BOUND", "conditional: for this one rate, or for all rates at once",
           one_of({"beta", "simes", "dkw", "monte_carlo"}))
      .add("discovery-rate", &T::discovery, "RATE", "discovery: share of false ones among the alerts",
           range(1e-9, 0.999))
      .add("alerts", &T::alerts, "N", "budget: alerts a day", range(0, kMost))
      .add("volume", &T::volume, "RECORDS", "records a day; as many as are given if 0", range(0, kMost));
}

template <class Table>
void add_labelled(Table& t) {
  using T = ThresholdOptions;
  t.add("miss-cost", &T::miss_cost, "COST", "cost: of an anomaly that does not alert", range(0, kMost))
      .add("miss-cost-column", &T::miss_cost_column, "COL",
           "cost: column with each anomaly's own, times --miss-cost if given")
      .add("false-alarm-cost", &T::false_alarm_cost, "COST", "cost: of a normal record that alerts",
           range(0, kMost))
      .add("prevalence", &T::prevalence, "SHARE", "cost: share of anomalies among incoming records",
           range(0, 1))
      .add("label", &T::label, "COL",
           "cost, labels: column that says what a record is; used for these rules alone")
      .add("normal", &T::normal, "VALUE", "label of normal records; 0, false or normal if not given")
      .add("goal", &T::goal, "GOAL", "labels: what the cut is best for",
           one_of({"f_beta", "youden", "recall_at_precision"}))
      .add("beta", &T::beta, "NUMBER", "f_beta: how many times recall counts as much as precision",
           range(0, 1000))
      .add("precision", &T::precision, "SHARE", "recall_at_precision: the least share of right alerts",
           range(0, 1))
      .add("review-rate", &T::review, "RATE", "triage: share of normal records for review or alarm",
           range(0, 1))
      .add("by", &T::by, "COL",
           "groups, weighted: column of the given normal records whose values have their own cut")
      .add("incoming", &T::incoming, "FILE",
           "weighted: records as they come now, to count in how often each value of --by comes")
      .add("seed", &T::seed, "SEED", "of simulated bounds, resamples and what breaks ties", range(0, 9e15))
      .add("threads", &T::threads, "N", "0: one a core", range(0, 256))
      .add("accept-failed", &T::accept_failed, "", "use a model whose training failed");
}

const OptionTable<ThresholdOptions>& table() {
  static const auto built = [] {
    OptionTable<ThresholdOptions> t("threshold");
    add_rules(t);
    add_labelled(t);
    add_reading(t);
    add_voice(t);
    return t;
  }();
  return built;
}

Wanted wanted_of(const ThresholdOptions& asked, const Rule& current) {
  Wanted out;
  // Of a rule that is no rate the usual one stands.
  const bool has_rate = current.kind != Rule::Kind::discovery && current.kind != Rule::Kind::cost &&
                        current.kind != Rule::Kind::labels && current.kind != Rule::Kind::budget;
  const Json& settings = current.settings;
  if (has_rate) out.rate = settings.value("false_alarm_rate", current.rate);
  if (asked.rate > 0) out.rate = asked.rate;
  out.confidence = asked.confidence;
  out.bound = bound_from(asked.bound);
  out.discovery = asked.discovery;
  out.alerts = asked.alerts;
  out.volume = asked.volume;
  out.costs = {asked.miss_cost > 0 || asked.miss_cost_column.empty() ? asked.miss_cost : 1,
               asked.false_alarm_cost, asked.prevalence};
  out.goal = {goal_from(asked.goal), asked.beta, asked.precision};
  out.review = asked.review;
  out.column = asked.by;
  out.seed = std::uint64_t(asked.seed);
  return out;
}

// The rule that was asked for; the fault of the one whose it is if it cannot be made.
const Rule& chosen(const std::vector<Candidate>& candidates, const std::string& name) {
  const Candidate& found = candidates[std::size_t(rule_kind_from(name))];
  if (!found.usable) fail(found.fault, "--rule {}: {}", name, found.warnings.back());
  return found.rule;
}

void check(const ThresholdOptions& options) {
  if (options.rule.empty() && !options.output.empty())
    fail(Fault::usage, "--output: no rule is written without --rule RULE; add it");
}

int run(const Arguments& arguments) {
  ThresholdOptions options;
  auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 1, 1u << 20, "threshold", "a model, and records or scores if there are any");
  check(options);
  const std::string model = positional.front();
  positional.erase(positional.begin());
  const std::string output = options.output.empty() ? model : options.output;
  if (!options.rule.empty()) {
    std::vector<std::string> read = positional;
    if (!options.incoming.empty()) read.push_back(options.incoming);
    refuse_overwriting("threshold", {output}, read);
  }
  const Detector detector = load(model, options.accept_failed);
  const ReadOptions known = detector.reading();
  RuleComparison comparison{model, detector.state().rule, {}, {}, options.volume};
  comparison.evidence = read_evidence(
      detector, {positional, read_options(options, &known), options.label, options.normal, options.by,
                 options.incoming, options.miss_cost_column, unsigned(options.threads)});
  comparison.candidates = candidates(comparison.evidence, wanted_of(options, comparison.current));
  if (comparison.volume == 0)
    comparison.volume =
        comparison.evidence.scores.empty() ? kUsualVolume : double(comparison.evidence.scores.size());
  if (!options.rule.empty())
    save(Detector(detector.state().with_rule(chosen(comparison.candidates, options.rule))), output);
  Json json = as_json(comparison);
  json["written"] = options.rule.empty() ? Json(nullptr) : Json(output);
  if (options.json)
    fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  else
    fmt::print("{}", as_text(comparison));
  if (!options.rule.empty() && !options.quiet)
    fmt::print(stderr, "{} written: alerts by {}\n", output,
               chosen(comparison.candidates, options.rule).text());
  return 0;
}

}  // namespace

Command threshold_command() {
  const auto specs = table().specs();
  return {
      "threshold",
      "MODEL [SCORES|RECORDS...] [--rule RULE]",
      "compare and choose alert rules",
      "Compares all alert rules on the model's calibration records: the cut, how many normal records would "
      "alert, "
      "the\n"
      "interval of the false-alarm rate, what each takes for granted, and what the calibration cannot "
      "support.\n"
      "With --rule it is written into the model, which is not trained again. Records or scores show what "
      "each "
      "rule\n"
      "would alert. The rules cost and labels are chosen with labelled records: measure their quality on "
      "others. "
      "groups and weighted "
      "take\n"
      "normal records that the model was not trained on; weighted keeps the rate over all of them together "
      "when kinds\n"
      "come more or less often now than among those. randomised keeps it exactly where many scores are "
      "equal.",
      {specs.begin(), specs.end()},
      {{"discern threshold card.discern scores.csv", "all rules side by side"},
       {"discern threshold card.discern --rule budget --alerts 50 --volume 20000", "50 alerts a day"},
       {"discern threshold card.discern --rule triage --review-rate 0.05 -o triage.discern",
        "a copy with three verdicts"},
       {"discern threshold card.discern fresh.csv --rule groups --by category", "a cut for each category"},
       {"discern threshold card.discern fresh.csv --rule weighted --by category --incoming today.csv",
        "1 % of today's mix"}},
      run};
}

}  // namespace discern
