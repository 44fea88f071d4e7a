#include "discern/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/fail.h"
#include "detector/state.h"
#include "report/forms.h"
#include "report/scores_file.h"
#include "report/views.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/overwriting.h"
#include "tools/report_compare.h"
#include "tools/scoring_options.h"

namespace discern {
namespace {

struct ReportCommandOptions : ScoringOptions {
  std::string output = "report.html";
  std::string records;
  std::string normal;
  std::string title;
  std::string view = ReportOptions().view;
  std::string compare;
  std::int64_t cases = 200;
  std::string time, segment, amount, entity;
  double miss_cost = 0, false_alarm_cost = 0;
};

std::string views_text() {
  std::string out;
  for (const View& view : views())
    out += fmt::format("{}{} for {}", out.empty() ? "" : ", ", view.name, view.meaning);
  return out;
}

const OptionTable<ReportCommandOptions>& table() {
  using T = ReportCommandOptions;
  static const auto built = [] {
    OptionTable<T> t("report");
    t.add("output", &T::output, "FILE",
          "what to write, by its ending: .html, .json, .csv (the cases), .md (a summary) or .pdf (takes "
          "Chromium)",
          letter('o'))
        .add("compare", &T::compare, "OLD",
             "champion that MODEL, the challenger, is held against on the same RECORDS")
        .add("records", &T::records, "FILE",
             "the records the scores are of, to show their values and what moved")
        .add("normal", &T::normal, "VALUE", "label of normal records; 0, false or normal if not given")
        .add("view", &T::view, "VIEW", "what the page shows: " + views_text(), one_of(view_names()))
        .add("title", &T::title, "TEXT", "heading of the page")
        .add("cases", &T::cases, "N", "how many of the strangest records are listed in full", range(1, 5000));
    t.add("time", &T::time, "COL",
          "column of the records that says when; a column of dates is found by itself")
        .add("segment", &T::segment, "COL", "column of the records to compare groups by: country, category")
        .add("amount", &T::amount, "COL", "column of the records that says how much is at stake")
        .add("entity", &T::entity, "COL", "column of the records that says whose they are: card, account")
        .add("miss-cost", &T::miss_cost, "COST", "what a missed anomaly costs; the rule's if not given",
             range(0, 1e12))
        .add("false-alarm-cost", &T::false_alarm_cost, "COST",
             "what a false alarm costs; the rule's if not given", range(0, 1e12));
    add_scoring(t);
    add_reading(t);
    add_voice(t);
    return t;
  }();
  return built;
}

std::vector<std::string> column_names(const Detector& detector) {
  std::vector<std::string> names;
  for (const ColumnSchema& column : detector.state().preparation.schema().columns)
    names.push_back(column.name);
  return names;
}

[[noreturn]] void refuse_idle(const std::string& option, const std::string& file, const std::string& remedy) {
  fail(Fault::usage, "--{}: cannot act on the score file {}; {}", option, file, remedy);
}

// Options that cannot act on scores that are made already.
void check_for_scores(const ReportCommandOptions& asked, const std::vector<std::string>& inputs,
                      const std::string& label) {
  const std::string& file = inputs.front();
  if (inputs.size() > 1)
    fail(Fault::usage, "report: {} is a score file, and only one is taken; join them, or give the records",
         file);
  if (file == "-")
    fail(Fault::usage, "report: scores are not read from standard input; write them to a file and name it");
  const ReportCommandOptions initial;
  if (asked.explain != initial.explain) refuse_idle("explain", file, "give it to discern score");
  if (asked.reasons != initial.reasons) refuse_idle("reasons", file, "give it to discern score");
  if (!asked.label.empty() && asked.label != label)
    refuse_idle("label", file,
                label.empty() ? "it has no label column; give --label to discern score"
                              : fmt::format("its label column is \"{}\"", label));
  if (!asked.records.empty()) return;
  const std::pair<const char*, std::string> of_records[] = {
      {"time", asked.time}, {"segment", asked.segment}, {"amount", asked.amount}, {"entity", asked.entity}};
  for (const auto& [name, column] : of_records)
    if (!column.empty()) refuse_idle(name, file, "it is a column of the records; add --records FILE");
  const std::pair<const char*, bool> reading[] = {{"key", asked.key != initial.key},
                                                  {"threads", asked.threads != initial.threads},
                                                  {"delimiter", asked.delimiter != initial.delimiter},
                                                  {"decimal", asked.decimal != initial.decimal},
                                                  {"header", asked.header != initial.header},
                                                  {"missing", asked.missing != initial.missing}};
  for (const auto& [name, given] : reading)
    if (given) refuse_idle(name, file, "it is for --records FILE; add that or leave it out");
}

ReportOptions report_options(const ReportCommandOptions& options, const std::string& input,
                             const std::string& label) {
  ReportOptions out;
  out.title = options.title;
  out.view = options.view;
  out.input = input;
  out.normal = options.normal;
  out.cases = std::size_t(options.cases);
  out.false_alarm_rate = options.false_alarm_rate;
  out.key = options.key;
  out.label = label;
  out.threads = unsigned(options.threads);
  out.time = options.time;
  out.segment = options.segment;
  out.amount = options.amount;
  out.entity = options.entity;
  out.miss_cost = options.miss_cost;
  out.false_alarm_cost = options.false_alarm_cost;
  return out;
}

Report report_of_scores(const Detector& detector, const ReportCommandOptions& options,
                        const std::vector<std::string>& inputs, const std::vector<std::string>& columns,
                        const ReadOptions& reading) {
  const std::string label = label_column(columns);
  check_for_scores(options, inputs, label);
  Report report(detector, report_options(options, inputs.front(), label));
  read_scores(inputs.front(), detector.components(), column_names(detector),
              [&](std::span<const Score> scores) { report.add(scores); });
  if (!options.records.empty()) report.add_records(*open_source(options.records, reading));
  return report;
}

Report report_of_records(const Detector& detector, const ReportCommandOptions& options,
                         const std::vector<std::string>& inputs, Source& source, const ReadOptions& reading) {
  if (!options.records.empty())
    fail(Fault::usage, "report: {} holds records already; leave --records out", inputs.front());
  Report report(detector, report_options(options, inputs.front(), options.label));
  detector.score(source, library_options(options),
                 [&](std::span<const Score> scores) { report.add(scores); });
  const bool again = std::ranges::find(inputs, "-") == inputs.end();
  if (again) report.add_records(*open_source(inputs, reading));
  return report;
}

// The page, the JSON twin, or both.
std::vector<std::string> outputs_of(const ReportCommandOptions& options) {
  const std::filesystem::path path(options.output);
  if (form_of(options.output) == Form::json || !options.json) return {options.output};
  return {options.output, std::filesystem::path(path).replace_extension(".json").string()};
}

void write(const Report& report, const std::string& output, bool quiet) {
  report.write(output);
  if (!quiet) fmt::print(stderr, "{} written\n", output);
}

int run(const Arguments& arguments) {
  ReportCommandOptions options;
  auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 2, 1u << 20, "report", "a model and scores or records");
  std::vector<std::string> read = positional;
  if (!options.records.empty()) read.push_back(options.records);
  if (!options.compare.empty()) read.push_back(options.compare);
  refuse_overwriting("report", outputs_of(options), read);
  for (const std::string& output : outputs_of(options)) form_of(output);
  if ((options.miss_cost > 0) != (options.false_alarm_cost > 0))
    fail(Fault::usage, "report: --miss-cost and --false-alarm-cost go together; give both");
  if (!options.compare.empty()) {
    compare_models({options.compare,
                    positional.front(),
                    {positional.begin() + 1, positional.end()},
                    options.output,
                    options.normal},
                   options);
    return 0;
  }
  const Detector detector = load(positional.front(), options.accept_failed);
  positional.erase(positional.begin());
  const ReadOptions known = detector.reading();
  const ReadOptions reading = read_options(options, &known);
  const auto source = open_source(positional, reading);
  const Report report = is_score_file(source->columns())
                            ? report_of_scores(detector, options, positional, source->columns(), reading)
                            : report_of_records(detector, options, positional, *source, reading);
  for (const std::string& output : outputs_of(options)) write(report, output, options.quiet);
  return 0;
}

}  // namespace

Command report_command() {
  const auto specs = table().specs();
  return {"report",
          "MODEL SCORES|RECORDS... [-o REPORT]",
          "write what was found as a page",
          "Writes one self-contained HTML page: what was scored, the alert rule and what it promises, the "
          "strangest records\n"
          "with their reasons, what moved since training and, with labels, how well the scores rank. Takes a "
          "score file, or\n"
          "records, which it scores first. --json writes the same numbers as JSON beside the page. --compare "
          "tells "
          "which of two\nmodels is the better one on the same records.",
          {specs.begin(), specs.end()},
          {{"discern report card.discern scores.csv --records today.csv -o report.html",
            "with values beside the scores"},
           {"discern report card.discern labelled.csv --label Class", "records, scored on the way"},
           {"discern report card.discern scores.csv --records today.csv --view fraud --amount amount "
            "--entity card",
            "amounts at risk, and whose"},
           {"discern report new.discern labelled.csv --compare old.discern --label Class -o compare.html",
            "champion against challenger"}},
          run};
}

}  // namespace discern
