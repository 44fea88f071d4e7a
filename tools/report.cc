#include "discern/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/fail.h"
#include "detector/state.h"
#include "report/scores_file.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/scoring_options.h"

namespace discern {
namespace {

struct ReportCommandOptions : ScoringOptions {
  std::string output = "report.html";
  std::string records;
  std::string normal;
  std::string title;
  std::int64_t cases = 200;
};

const OptionTable<ReportCommandOptions>& table() {
  using T = ReportCommandOptions;
  static const auto built = [] {
    OptionTable<T> t("report");
    t.add("output", &T::output, "FILE", "page to write; a name ending in .json gives the JSON twin instead",
          letter('o'))
        .add("records", &T::records, "FILE",
             "the records the scores are of, to show their values and what moved")
        .add("normal", &T::normal, "VALUE", "label of normal records; 0, false or normal if not given")
        .add("title", &T::title, "TEXT", "heading of the page")
        .add("cases", &T::cases, "N", "how many of the strangest records are listed in full", range(1, 5000));
    add_scoring(t);
    add_reading(t);
    add_voice(t);
    return t;
  }();
  return built;
}

bool is_score_file(const std::vector<std::string>& columns) {
  return std::ranges::all_of(
      std::vector<std::string>{"record", "score", "p_value", "alert"},
      [&](const auto& name) { return std::ranges::find(columns, name) != columns.end(); });
}

std::vector<std::string> column_names(const Detector& detector) {
  std::vector<std::string> names;
  for (const ColumnSchema& column : detector.state().preparation.schema().columns)
    names.push_back(column.name);
  return names;
}

// Where the records are that the scores are of; empty if they are not there to be read (again).
std::vector<std::string> fill(const Detector& detector, const ReportCommandOptions& options,
                              const std::vector<std::string>& inputs, const ReadOptions& reading,
                              Report& report) {
  const auto source = open_source(inputs, reading);
  if (inputs.size() == 1 && inputs.front() != "-" && is_score_file(source->columns())) {
    read_scores(inputs.front(), detector.components(), column_names(detector),
                [&](std::span<const Score> scores) { report.add(scores); });
    return options.records.empty() ? std::vector<std::string>{} : std::vector{options.records};
  }
  if (!options.records.empty())
    fail(Fault::usage, "report: {} holds records already; leave --records out", inputs.front());
  detector.score(*source, library_options(options),
                 [&](std::span<const Score> scores) { report.add(scores); });
  const bool again = std::ranges::find(inputs, "-") == inputs.end();
  return again ? inputs : std::vector<std::string>{};
}

void write(const Report& report, const ReportCommandOptions& options) {
  const std::filesystem::path path(options.output);
  if (path.extension() == ".json") return report.write_json(options.output);
  report.write_html(options.output);
  if (options.json) report.write_json(std::filesystem::path(path).replace_extension(".json").string());
}

int run(const Arguments& arguments) {
  ReportCommandOptions options;
  auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 2, 1u << 20, "report", "a model and scores or records");
  const Detector detector = load(positional.front(), options.accept_failed);
  positional.erase(positional.begin());
  const ReadOptions known = detector.reading();
  const ReadOptions reading = read_options(options, &known);
  ReportOptions asked;
  asked.title = options.title;
  asked.input = positional.front();
  asked.normal = options.normal;
  asked.cases = std::size_t(options.cases);
  Report report(detector, asked);
  const auto records = fill(detector, options, positional, reading, report);
  if (!records.empty()) report.add_records(*open_source(records, reading));
  write(report, options);
  if (!options.quiet) fmt::print(stderr, "{} written\n", options.output);
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
          "records, which it scores first. --json writes the same numbers as JSON beside the page.",
          {specs.begin(), specs.end()},
          {{"discern report card.discern scores.csv --records today.csv -o report.html",
            "with values beside the scores"},
           {"discern report card.discern labelled.csv --label Class", "records, scored on the way"}},
          run};
}

}  // namespace discern
