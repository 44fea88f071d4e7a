#include "tools/report_compare.h"

#include "base/fail.h"
#include "base/file.h"
#include "base/text.h"
#include "detector/state.h"
#include "report/comparison.h"
#include "report/forms.h"
#include "report/scores_file.h"
#include "report/words.h"

namespace discern {
namespace {

// Of the champion the records' names and labels are kept too.
ScoredBy scored_by(const std::string& file, const std::vector<std::string>& inputs,
                   const ScoringOptions& options, ComparedRecords* records) {
  const Detector detector = load(file, options.accept_failed);
  const ReadOptions known = detector.reading();
  const auto source = open_source(inputs, read_options(options, &known));
  if (is_score_file(source->columns()))
    fail(Fault::usage,
         "report: --compare scores records with both models, and {} is a score file; give the records",
         inputs.front());
  ScoredBy out{file, detector.state().method_name, detector.state().rule.text(), {}, {}, {}};
  if (options.false_alarm_rate > 0) out.rule = "p <= " + readable(options.false_alarm_rate);
  ScoreOptions scoring = library_options(options);
  scoring.explain = Explain::none;
  detector.score(*source, scoring, [&](std::span<const Score> scores) {
    for (const Score& score : scores) {
      out.scores.push_back(score.score);
      out.p_values.push_back(score.p_value);
      out.alerts.push_back(score.alert);
      if (!records) continue;
      records->records.push_back(score.record);
      if (!options.label.empty()) records->labels.add(score.label);
    }
  });
  return out;
}

}  // namespace

void compare_models(const CompareRequest& request, const ScoringOptions& options) {
  const Form form = form_of(request.output);
  if (form == Form::csv || form == Form::pdf)
    fail(Fault::usage, "report: a comparison is written as .html, .json or .md, not as {}", request.output);
  for (const std::string& input : request.inputs)
    if (input == "-")
      fail(Fault::usage,
           "report: --compare reads the records twice, which standard input does not allow; name a file");
  ComparedRecords records;
  records.input = request.inputs.size() == 1
                      ? request.inputs.front()
                      : fmt::format("{} and {} more", request.inputs.front(), request.inputs.size() - 1);
  records.labels = Labels(records.input);
  records.normal = request.normal;
  const ScoredBy first = scored_by(request.champion, request.inputs, options, &records);
  const ScoredBy second = scored_by(request.challenger, request.inputs, options, nullptr);
  const Json comparison = comparison_document(first, second, records);
  AtomicFile file(request.output);
  file.write(form == Form::json       ? json_file(comparison)
             : form == Form::markdown ? comparison_markdown(comparison)
                                      : comparison_page(comparison));
  file.commit();
  if (!options.quiet)
    fmt::print(stderr, "{} {} written\n", comparison["headline"].get<std::string>(), request.output);
}

}  // namespace discern
