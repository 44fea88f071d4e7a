#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "detector/scoring.h"
#include "detector/translate.h"
#include "report/model_card.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/overwriting.h"
#include "tools/shared_options.h"

namespace discern {
namespace {

struct InspectOptions : VoiceOptions {
  std::string card;
};

const OptionTable<InspectOptions>& table() {
  static const auto built = [] {
    OptionTable<InspectOptions> t("inspect");
    t.add("card", &InspectOptions::card, "FILE",
          "model card to write, as Markdown: data, training, verdict, calibration, limits");
    add_voice(t);
    return t;
  }();
  return built;
}

std::string training_number(const Detector::State& state, const char* key) {
  return state.training.contains(key) && state.training[key].is_number()
             ? readable(state.training[key].get<double>())
             : "?";
}

// What happened before the training that made the model, as far as the file says it.
void print_first_pass(const Json& training) {
  if (training.contains("trimmed") && training["trimmed"].is_object() &&
      training["trimmed"].contains("records") && training["trimmed"]["records"].is_number())
    fmt::print("trimmed: the {} strangest records were left out (--contamination)\n",
               readable(training["trimmed"]["records"].get<double>()));
  if (training.contains("restart"))
    fmt::print("restart: the first training failed its verdict and was made again with safer settings\n");
}

void print_columns(const Detector::State& state) {
  const Schema& schema = state.preparation.schema();
  fmt::print("\ncolumns ({}), {} features:\n", schema.columns.size(), state.preparation.width());
  for (std::size_t j = 0; j < schema.columns.size(); ++j) {
    const ColumnSchema& column = schema.columns[j];
    const ColumnProfile& profile = state.profile.column(j);
    std::string about;
    if (column.kind == Kind::categorical)
      about = fmt::format(
          "{}{} categories: {}", is_condition(state, j) ? "condition, " : "", column.categories.size(),
          list_of(std::span(column.categories).first(std::min<std::size_t>(4, column.categories.size()))));
    else if (!profile.numeric.quantiles.empty())
      about = fmt::format("{} to {}, half below {}", readable(profile.numeric.quantiles.front()),
                          readable(profile.numeric.quantiles.back()),
                          readable(profile.numeric.quantiles[kMedianLevel]));
    if (column.picture)
      about = fmt::format("{} x {}, {}; {} is 0 and {} is 1; mean {}", column.picture.height,
                          column.picture.width, column.picture.channels == 1 ? "grey" : "colour",
                          readable(column.low), readable(column.high), about);
    if (profile.missing > 0) about += fmt::format("; {:.2g} % missing", 100 * profile.missing);
    fmt::print("  {:<24} {:<12} {}\n", column.name, kind_name(column.kind), about);
  }
}

void print(const Detector::State& state, const std::string& path) {
  fmt::print("{}: a detector by {}, learned from {} records (seed {})\n", path, state.method_name,
             training_number(state, "records"), training_number(state, "seed"));
  print_first_pass(state.training);
  fmt::print("alerts: {}; {} calibration records, smallest p-value {:.3g}\n", state.rule.text(),
             readable(double(state.conformal.sorted().size())), state.conformal.resolution());
  fmt::print("verdict: {}\n", level_name(state.verdict.level()));
  for (const Verdict::Check& check : state.verdict.checks)
    fmt::print("  {:<5} {:<16} {}\n", level_name(check.level), check.name, check.text);
  fmt::print("\ncomponents of the score:\n");
  for (const Component& component : state.method->components())
    fmt::print("  {:<16} {}{}\n", component.name, component.meaning,
               component.fused ? "" : " (beside the score)");
  fmt::print("  {:<16} what training never saw: unknown categories, moved constants, values far outside\n",
             kSurprises);
  print_columns(state);
  if (!state.training.contains("options")) return;
  fmt::print("\noptions of the method:\n");
  for (const auto& [name, value] : state.training["options"].items())
    fmt::print("  {:<16} {}\n", name, value.dump());
}

int run(const Arguments& arguments) {
  InspectOptions options;
  const auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 1, 1, "inspect", "a model");
  const Detector detector = load(positional.front(), true);
  if (!options.card.empty()) {
    refuse_overwriting("inspect", {options.card}, {positional.front()});
    AtomicFile file(options.card);
    file.write(model_card(detector.state(), positional.front()));
    file.commit();
    if (!options.quiet) fmt::print(stderr, "{} written\n", options.card);
    return 0;
  }
  if (options.json)
    fmt::print("{}\n", detector.state().save().meta.dump(2));
  else
    print(detector.state(), positional.front());
  return 0;
}

}  // namespace

Command inspect_command() {
  return {"inspect",
          "MODEL",
          "show what is in a model file",
          "Shows what a model file holds: method, alert rule, calibration, training verdict, components, "
          "columns, options.\n"
          "--json prints all of its metadata.",
          {table().specs().begin(), table().specs().end()},
          {{"discern inspect card.discern", "for people"},
           {"discern inspect card.discern --json", "for programs"},
           {"discern inspect card.discern --card card.md", "for those who answer for the model"}},
          run};
}

}  // namespace discern
