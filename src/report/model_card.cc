#include "report/model_card.h"

#include "base/text.h"
#include "detector/scoring.h"
#include "discern/version.h"
#include "methods/table.h"
#include "report/document.h"
#include "report/forms.h"
#include "report/words.h"

namespace discern {
namespace {

constexpr std::size_t kMostColumns = 200;

std::string known(const Json& training, const char* key) {
  return training.contains(key) && training[key].is_number() ? readable(training[key].get<double>())
                                                             : "unknown";
}

std::string line(const std::string& what, const std::string& text) {
  return "- " + what + ": " + markdown(text) + "\n";
}

std::string method_part(const Detector::State& state) {
  std::string out = "## Model\n\n" + line("Method", state.method_name);
  for (const MethodInfo& info : methods()) {
    if (info.name != state.method_name) continue;
    out += line("In short", std::string(info.summary));
    if (!info.source.empty()) out += line("Source", std::string(info.source));
  }
  out += line("Written by", std::string("discern ") + kVersion) +
         "\n| Component of the score | What it measures |\n| --- | --- |\n";
  for (const Component& component : state.method->components())
    out += fmt::format("| {} | {}{} |\n", markdown(component.name), markdown(component.meaning),
                       component.fused ? "" : " (beside the score)");
  return out + fmt::format("| {} | what training never saw |\n", kSurprises);
}

std::string column_about(const ColumnSchema& column, const ColumnProfile& profile) {
  if (column.kind == Kind::categorical)
    return column.categories.size() == 1 ? "1 category"
                                         : readable(double(column.categories.size())) + " categories";
  if (profile.numeric.quantiles.empty()) return "";
  return fmt::format("{} to {}, half below {}", readable(profile.numeric.quantiles.front()),
                     readable(profile.numeric.quantiles.back()),
                     readable(profile.numeric.quantiles[kMedianLevel]));
}

std::string data_part(const Detector::State& state) {
  const Schema& schema = state.preparation.schema();
  std::string out =
      "\n## Data\n\nLearned from records taken to be normal; labels were not used in training.\n\n";
  out += line("Records", known(state.training, "records"));
  if (state.training.contains("trimmed") && state.training["trimmed"].is_object())
    out += line("Left out as the strangest", known(state.training["trimmed"], "records"));
  out += line("Columns", fmt::format("{}, {} features", schema.columns.size(), state.preparation.width()));
  out += "\n| Column | Kind | In training | Missing |\n| --- | --- | --- | ---: |\n";
  for (std::size_t j = 0; j < std::min(kMostColumns, schema.columns.size()); ++j)
    out += fmt::format("| {} | {} | {} | {} |\n", markdown(schema.columns[j].name),
                       kind_name(schema.columns[j].kind),
                       markdown(column_about(schema.columns[j], state.profile.column(j))),
                       percent(state.profile.column(j).missing));
  if (schema.columns.size() > kMostColumns)
    out += fmt::format("\n{} of {} columns.\n", kMostColumns, schema.columns.size());
  return out;
}

std::string training_part(const Detector::State& state) {
  std::string out = "\n## Training\n\n" + line("Verdict", std::string(level_name(state.verdict.level()))) +
                    line("Seed", known(state.training, "seed"));
  if (state.training.contains("restart"))
    out += "- The first training failed its verdict and was made again with safer settings.\n";
  out += "\n| Check | Result | What was found |\n| --- | --- | --- |\n";
  for (const Verdict::Check& check : state.verdict.checks)
    out += fmt::format("| {} | {} | {} |\n", markdown(check.name), level_name(check.level),
                       markdown(check.text));
  if (!state.training.contains("options") || !state.training["options"].is_object()) return out;
  out += "\n| Option of the method | Value |\n| --- | --- |\n";
  for (const auto& [name, value] : state.training["options"].items())
    out += fmt::format("| {} | {} |\n", markdown(name),
                       markdown(value.dump(-1, ' ', false, Json::error_handler_t::replace)));
  return out;
}

std::string calibration_part(const Detector::State& state) {
  const std::size_t records = state.conformal.sorted().size();
  std::string out = "\n## Calibration and alert rule\n\n" + line("Rule", state.rule.text());
  out += line("Calibration records", readable(double(records)));
  out += line("Smallest p-value", readable(state.conformal.resolution()));
  if (!state.rule.settings.empty())
    out += line("Rule made from", state.rule.settings.dump(-1, ' ', false, Json::error_handler_t::replace));
  return out +
         "\nP-values are conformal: of normal records like those of calibration a share of at most r has p "
         "<= r, in the mean over "
         "calibration sets.\n";
}

}  // namespace

std::string model_card(const Detector::State& state, const std::string& file) {
  std::string out = "# Model card: " + markdown(file) +
                    "\n\nAn anomaly detector for records like those it learned from.\n\n";
  out += method_part(state) + data_part(state) + training_part(state) + calibration_part(state) +
         "\n## Limits\n\n";
  for (const Json& text : report_limits()) out += "- " + markdown(text.get<std::string>()) + "\n";
  return out;
}

}  // namespace discern
