#include "discern/report.h"

#include "base/file.h"
#include "detector/state.h"
#include "report/document.h"
#include "report/forms.h"
#include "report/page.h"
#include "report/pdf.h"
#include "report/records.h"
#include "report/state.h"

namespace discern {
namespace {

ModelFacts facts_of(const Detector& detector) {
  const Detector::State& state = detector.state();
  ModelFacts out;
  out.method = state.method_name;
  for (const MethodInfo& info : methods()) {
    if (info.name != state.method_name) continue;
    out.summary = info.summary;
    out.source = info.source;
  }
  out.components = state.method->components();
  out.components.push_back(
      {kSurprises, "what training never saw: unknown categories, values far outside", true});
  for (const ColumnSchema& column : state.preparation.schema().columns) out.columns.push_back(column.name);
  out.rule = state.rule;
  out.conformal = state.conformal;
  out.verdict = state.verdict;
  out.training = state.training;
  return out;
}

void write_file(const std::string& path, const std::string& text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace

Report::State::State(Detector of, ReportOptions asked)
    : Findings(facts_of(of), std::move(asked)), detector(of) {}

Report::Report(Detector detector, ReportOptions options)
    : state_(std::make_unique<State>(std::move(detector), std::move(options))) {}
Report::~Report() = default;
Report::Report(Report&&) noexcept = default;
Report& Report::operator=(Report&&) noexcept = default;

void Report::add(std::span<const Score> scores) {
  state_->add(scores);
}

void Report::add_records(Source& records) {
  compare_records(state_->detector.state(), records, *state_);
}

void Report::write(const std::string& path) const {
  const Form form = form_of(path);
  const Json document = report_document(*state_);
  switch (form) {
    case Form::html:
      return write_file(path, html_page(document));
    case Form::json:
      return write_file(path, json_file(document));
    case Form::csv:
      return write_file(path, cases_csv(document));
    case Form::markdown:
      return write_file(path, markdown_summary(document));
    case Form::pdf:
      return write_file(path, print_pdf(html_page(document)));
  }
}

void Report::write_html(const std::string& path) const {
  write_file(path, html_page(report_document(*state_)));
}

void Report::write_json(const std::string& path) const {
  write_file(path, json_file(report_document(*state_)));
}

}  // namespace discern
