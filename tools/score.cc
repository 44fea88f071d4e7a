#include <fmt/format.h>

#include <chrono>
#include <map>
#include <optional>

#include "base/fail.h"
#include "base/file.h"
#include "base/text.h"
#include "detector/stream.h"
#include "report/scores_file.h"
#include "report/watch.h"
#include "report/words.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/group_scores.h"
#include "tools/map_files.h"
#include "tools/overwriting.h"
#include "tools/progress.h"
#include "tools/scoring_options.h"

namespace discern {
namespace {

struct ScoreCommandOptions : ScoringOptions {
  std::string output = "-";
  std::string group, per_group, maps;
  bool fail_on_alert = false;
};

const OptionTable<ScoreCommandOptions>& table() {
  using T = ScoreCommandOptions;
  static const auto built = [] {
    OptionTable<T> t("score");
    t.add("output", &T::output, "FILE", "score file to write; - is standard output", letter('o'))
        .add("group", &T::group, "COL", "with --per-group: column that says which records belong together")
        .add("per-group", &T::per_group, "FILE",
             "one line a group as well: the highest score, and the mean of the three highest")
        .add("maps", &T::maps, "DIR",
             "folder for a heat map of each picture that has reasons: an overlay (.png) and its numbers "
             "(.npz)")
        .add("fail-on-alert", &T::fail_on_alert, "", "exit with 1 if a record alerts");
    add_scoring(t);
    add_reading(t);
    add_voice(t);
    return t;
  }();
  return built;
}

// A formatted block and what the summary counts.
struct Formatted {
  std::string text;
  std::size_t records = 0, alerts = 0, reviews = 0;
  std::map<std::string, std::size_t> surprises;  // "country: unknown category" -> records
  std::vector<double> scores;
  Table table;  // for the drift of its columns
  std::vector<GroupScores::Record> grouped;
};

Formatted format_block(const Detector::State& state, const ScoresFormat& format, bool json,
                       ScoredTable&& scored) {
  Formatted out;
  out.records = scored.scores.rows;
  for (const char alert : scored.scores.alert) out.alerts += std::size_t(alert);
  for (const char review : scored.scores.review) out.reviews += std::size_t(review);
  for (const Surprise& surprise : scored.prepared.surprises)
    ++out.surprises[fmt::format("{}: {}", state.preparation.schema().columns[surprise.column].name,
                                surprise_name(surprise.kind))];
  out.grouped = GroupScores::of(scored.scores);
  (json ? append_jsonl : append_csv)(out.text, format, scored.scores);
  out.scores = std::move(scored.scores.score);
  out.table = std::move(scored.table);
  return out;
}

struct Totals {
  Rule rule;
  ConformalMartingale martingale;
  DriftCounter drift;
  std::size_t records = 0, alerts = 0, reviews = 0;
  std::map<std::string, std::size_t> surprises = {};

  Totals(const Detector::State& state, const Rule& made_by)
      : rule(made_by),
        martingale(martingale_for(state.conformal, rule)),
        drift(state.preparation.schema(), state.profile) {}
  void add(const Formatted& block) {
    for (const double score : block.scores) martingale.add(score);
    drift.add(block.table);
    records += block.records;
    alerts += block.alerts;
    reviews += block.reviews;
    for (const auto& [what, count] : block.surprises) surprises[what] += count;
  }
};

std::string rule_text(const Totals& totals) {
  if (totals.rule.kind == Rule::Kind::rate)
    return fmt::format("at a false-alarm rate of {}", totals.rule.rate);
  const std::string reviews = fmt::format("and {} for review ", readable(double(totals.reviews)));
  return fmt::format("{}by {}", totals.rule.kind == Rule::Kind::triage ? reviews : "", totals.rule.text());
}

// What no longer is as it was: nothing, as a rule.
void print_drift(const Totals& totals) {
  std::vector<std::string> shifted;
  if (totals.records >= kFewForDrift)
    for (const DriftCounter::Drift& d : totals.drift.result())
      if (d.psi > kShifted) shifted.push_back(fmt::format("{} (PSI {:.2f})", d.column, d.psi));
  if (!shifted.empty()) {
    const std::size_t more = shifted.size() > 5 ? shifted.size() - 5 : 0;
    shifted.resize(shifted.size() - more);
    if (more) shifted.push_back(fmt::format("{} more", more));
    fmt::print(stderr, "shifted against training: {}\n", list_of(shifted));
  }
  if (const CalibrationWatch watch = watch_of(totals.martingale); watch.alarm)
    fmt::print(stderr, "{}\n", watch.text());
}

void print_summary(const Totals& totals, double seconds) {
  fmt::print(stderr, "{} records, {} alerts ({:.2f} %) {}, in {:.1f} s ({} a second)\n",
             readable(double(totals.records)), readable(double(totals.alerts)),
             100.0 * double(totals.alerts) / double(std::max<std::size_t>(1, totals.records)),
             rule_text(totals), seconds,
             readable(std::round(double(totals.records) / std::max(seconds, 1e-9))));
  for (const auto& [what, count] : totals.surprises)
    fmt::print(stderr, "never seen in training: {} in {} record{}\n", what, readable(double(count)),
               count == 1 ? "" : "s");
  print_drift(totals);
}

int run(const Arguments& arguments) {
  ScoreCommandOptions options;
  auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 2, 1u << 20, "score", "a model and records");
  if (options.group.empty() != options.per_group.empty())
    fail(Fault::usage, "score: --group COL and --per-group FILE go together; give both");
  refuse_overwriting("score", {options.output}, positional);
  if (!options.per_group.empty()) refuse_overwriting("score", {options.per_group}, positional);
  const Detector detector = load(positional.front(), options.accept_failed);
  positional.erase(positional.begin());
  ScoreOptions scoring = library_options(options);
  scoring.group = options.group;
  const ReadOptions known = detector.reading();
  const ReadOptions reading = read_options(options, &known);
  const auto source = open_source(positional, reading);
  const Rule rule = rule_for(detector.state(), scoring);
  const ScoresFormat format{detector.components(), scoring.label,
                            scoring.explain == Explain::none ? 0 : scoring.reasons,
                            rule.kind == Rule::Kind::triage, bool(detector.state().map_scale)};
  check_format(format);
  std::optional<MapFiles> maps;
  if (!options.maps.empty()) maps.emplace(options.maps, detector.state(), reading.slice_axis);
  AtomicFile file(options.output);
  const auto start = std::chrono::steady_clock::now();
  ProgressLine progress(options.quiet);
  Totals totals(detector.state(), rule);
  GroupScores groups;
  score_stream<Formatted>(
      detector.state(), *source, scoring,
      [&](ScoredTable&& scored) {
        if (maps) maps->write(detector.state(), scored);
        return format_block(detector.state(), format, options.json, std::move(scored));
      },
      [&](Formatted&& block) {
        // Only now are key, label, columns and the first records known to be right.
        if (totals.records == 0 && !options.json) {
          std::string header;
          append_csv_header(header, format);
          file.write(header);
        }
        file.write(block.text);
        totals.add(block);
        groups.add(block.grouped);
        progress.show("scoring", totals.records, 0, "records");
      },
      maps.has_value());
  file.commit();
  if (!options.per_group.empty()) {
    AtomicFile second(options.per_group);
    second.write(groups.csv());
    second.commit();
  }
  progress.finish();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (!options.quiet) print_summary(totals, taken.count());
  return options.fail_on_alert && totals.alerts ? 1 : 0;
}

}  // namespace

Command score_command() {
  const auto specs = table().specs();
  return {"score",
          "MODEL RECORDS... [-o SCORES]",
          "score incoming records",
          "Scores records as they stream in, in bounded memory. The score file has one line a record: "
          "record, score\n"
          "(higher is stranger), p_value (share of normal records at least this strange), alert, the "
          "components of the\n"
          "score, and reasons with their shares. --json writes JSON Lines. --maps shows where pictures are "
          "strange: an\n"
          "overlay's colours, from blue to yellow, say how many pixels of normal pictures are as strange: 1 "
          "in 10, "
          "100, ...\n"
          "100,000 (legend.svg); the array `map` of the .npz file holds -log10 of that share, and so does a .nii.gz file "
          "of all\n"
          "slices of a NIfTI volume, with its geometry.",
          {specs.begin(), specs.end()},
          {{"discern score card.discern today.csv -o scores.csv", "a file"},
           {"zcat today.csv.gz | discern score card.discern - --key payment_id",
            "a stream, records named by a column"},
           {"discern score card.discern today.csv --fail-on-alert -o /dev/null", "a check in a script"},
           {"discern score lungs.discern incoming/ --maps maps -o scores.csv",
            "scans, and where they are strange"}},
          run};
}

}  // namespace discern
