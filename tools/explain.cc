#include <fmt/format.h>

#include <algorithm>

#include "base/fail.h"
#include "base/json.h"
#include "base/text.h"
#include "detector/one_record.h"
#include "detector/stream.h"
#include "detector/translate.h"
#include "report/words.h"
#include "tools/assignments.h"
#include "tools/command.h"
#include "tools/command_line.h"
#include "tools/shared_options.h"

namespace discern {
namespace {

struct ExplainOptions : ReadingOptions {
  std::string key, record;
  std::vector<std::string> set;
  double false_alarm_rate = 0, map_rate = kRegionRate;
  bool accept_failed = false, json = false;
};

const OptionTable<ExplainOptions>& table() {
  using T = ExplainOptions;
  static const auto built = [] {
    OptionTable<T> t("explain");
    t.add("key", &T::key, "COL",
          "column that names the records; else they are numbered from 1, or pictures go by their file")
        .add("record", &T::record, "ID", "which record; the first if not given")
        .add("set", &T::set, "COL=VALUE,...",
             "what the record would be with this value; without VALUE, a missing one")
        .add("false-alarm-rate", &T::false_alarm_rate, "RATE",
             "share of normal records that may alert, instead of the model's rule; 0: by that", range(0, 0.5))
        .add("map-rate", &T::map_rate, "RATE",
             "pictures: regions are where pixels are among this share of the rarest on normal pictures",
             range(1e-6, 0.5))
        .add("accept-failed", &T::accept_failed, "", "use a model whose training failed")
        .add("json", &T::json, "", "results as JSON");
    add_reading(t);
    return t;
  }();
  return built;
}

std::string name_of(const Table& table, std::size_t row) {
  return table.keys.empty() ? std::to_string(table.first + row) : table.keys[row];
}

// The record as a table of one row, and the group the rule sees it in.
struct Found {
  Table record;
  std::string group;
};
Found find_record(const Detector& detector, const Rule& rule, Source& source, const ExplainOptions& options) {
  const GroupColumn column(rule, source.columns(), source.name());
  const Schema& schema = detector.state().preparation.schema();
  const TypedReader reader(schema, source.columns(), naming_column(schema, source.columns(), options.key),
                           "");
  for (Block block; source.next(block);) {
    const Table records = reader.read(block);
    for (std::size_t row = 0; row < records.rows; ++row) {
      if (!options.record.empty() && name_of(records, row) != options.record) continue;
      const std::vector<std::string> groups = column.read(block);
      return {one_row(records, row), groups.empty() ? "" : groups[row]};
    }
  }
  if (options.key.empty())
    fail(Fault::usage, "--record {}: there is no such record; give a number from 1, or --key COL",
         options.record);
  fail(Fault::usage, "--record {}: no record has that value in column \"{}\"", options.record, options.key);
}

Json as_json(const Reason& reason) {
  const Region& r = reason.region;
  return {{"top", r.top},       {"left", r.left}, {"height", r.height},
          {"width", r.width},   {"row", r.row},   {"column", r.column},
          {"pixels", r.pixels}, {"peak", r.peak}, {"share", reason.share}};
}

Json as_json(const RecordView& view) {
  Json components = Json::array(), columns = Json::array();
  for (const ComponentView& c : view.components)
    components.push_back({{"component", c.name}, {"value", c.value}, {"tail", c.tail}, {"fused", c.fused}});
  for (const ColumnView& c : view.columns)
    columns.push_back({{"column", c.column},
                       {"value", c.value},
                       {"expected", c.expected},
                       {"share", c.share},
                       {"reason", c.reason.empty() ? Json() : Json(c.reason)}});
  Json out = {{"score", view.score},
              {"p_value", view.p_value},
              {"alert", view.alert},
              {"components", components},
              {"columns", columns}};
  for (const Reason& r : view.regions)
    if (r.region.pixels > 0) out["regions"].push_back(as_json(r));
  return out;
}

const char* alert_word(const RecordView& view) {
  return view.alert ? "alert" : view.review ? "for review" : "no alert";
}

void print_components(const RecordView& view) {
  fmt::print("\n{:<18} {:>12} {:>10}\n", "component", "value", "tail");
  for (const ComponentView& c : view.components)
    fmt::print("{:<18} {:>12} {:>10.4g}{}\n", c.name, readable(c.value), c.tail,
               c.fused ? "" : "  beside the score");
}

void print_regions(const RecordView& view) {
  fmt::print("\nregions, of pixels that are rare on normal pictures\n");
  for (const Reason& r : view.regions) {
    fmt::print("  {}\n", r.text);
    if (r.region.pixels > 0)
      fmt::print("    {} of its pixels, around row {:.0f}, column {:.0f}\n",
                 readable(double(r.region.pixels)), r.region.row, r.region.column);
  }
}

void print_columns(const RecordView& view) {
  if (!view.regions.empty()) return print_regions(view);
  fmt::print("\n{:<24} {:>7}  {:<20} {:<20} {}\n", "column", "share", "value", "expected", "why");
  for (const ColumnView& c : view.columns)
    fmt::print("{:<24} {:>7}  {:<20} {:<20} {}\n", c.column, percent(c.share), c.value, c.expected, c.reason);
}

void print_change(const RecordView& before, const RecordView& after, const std::vector<Assignment>& settings,
                  bool of_another_kind) {
  fmt::print("\nwith");
  for (const Assignment& s : settings)
    fmt::print(" {}={}", s.column, s.value.empty() ? "(missing)" : s.value);
  fmt::print("{}:\n{:<26} {:>12} {:>12}\n",
             of_another_kind ? ", and all else as the generator makes the same record of that kind" : "", "",
             "before", "after");
  fmt::print("{:<26} {:>12} {:>12}\n", "score", readable(before.score), readable(after.score));
  fmt::print("{:<26} {:>12.4g} {:>12.4g}\n", "p-value", before.p_value, after.p_value);
  fmt::print("{:<26} {:>12} {:>12}\n", "", alert_word(before), alert_word(after));
  for (std::size_t c = 0; c < before.components.size(); ++c)
    fmt::print("{:<26} {:>12.4g} {:>12.4g}\n", "tail of " + before.components[c].name,
               before.components[c].tail, after.components[c].tail);
  print_columns(after);
}

bool sets_condition(const Detector::State& state, const std::vector<Assignment>& settings) {
  const auto& columns = state.preparation.schema().columns;
  return std::any_of(settings.begin(), settings.end(), [&](const Assignment& s) {
    for (std::size_t j = 0; j < columns.size(); ++j)
      if (columns[j].name == s.column) return is_condition(state, j);
    return false;
  });
}

// A condition that is set makes a record of another kind of it; what else is set holds there too.
Table with_settings(const Detector::State& state, const ReadOptions& reading,
                    const std::vector<Assignment>& settings, const Table& record) {
  const auto set_all = [&](Table& to) {
    for (const Assignment& s : settings)
      set_value(state.preparation.schema(), reading, s.column, s.value, to);
  };
  Table changed = record;
  set_all(changed);
  if (!sets_condition(state, settings)) return changed;
  changed = translated(state, record, changed);
  set_all(changed);
  return changed;
}

int run(const Arguments& arguments) {
  ExplainOptions options;
  auto positional = parse_into(table(), arguments, options);
  expect_count(positional, 2, 1u << 20, "explain", "a model and records");
  const std::vector<Assignment> settings = parse_assignments("set", options.set);
  const Detector detector = load(positional.front(), options.accept_failed);
  positional.erase(positional.begin());
  const Detector::State& state = detector.state();
  const ReadOptions known = detector.reading(), reading = read_options(options, &known);
  ScoreOptions scoring;
  scoring.false_alarm_rate = options.false_alarm_rate;
  const Rule rule = rule_for(state, scoring);
  const auto [record, group] = find_record(detector, rule, *open_source(positional, reading), options);
  const bool of_another_kind = sets_condition(state, settings);
  const Table changed = with_settings(state, reading, settings, record);
  const RecordView before = view_record(state, record, rule, group, options.map_rate),
                   after = view_record(state, changed, rule, group, options.map_rate);
  if (options.json) {
    Json out = {{"record", name_of(record, 0)}};
    out.update(as_json(before));
    Json set = Json::object();
    for (const Assignment& s : settings) set[s.column] = s.value;
    out["changed"] = Json();
    if (!settings.empty())
      (out["changed"] = {{"set", set}, {"translated", of_another_kind}}).update(as_json(after));
    fmt::print("{}\n", out.dump(2, ' ', false, Json::error_handler_t::replace));
    return 0;
  }
  fmt::print("record {}: score {}, p-value {:.4g}, {} {}\n{}\n", name_of(record, 0), readable(before.score),
             before.p_value, alert_word(before),
             rule.kind == Rule::Kind::rate ? fmt::format("at a rate of {}", rule.rate) : "by " + rule.text(),
             p_value_text(before.p_value, state.conformal.sorted().size()));
  print_components(before);
  print_columns(before);
  if (!settings.empty()) print_change(before, after, settings, of_another_kind);
  return 0;
}

}  // namespace

Command explain_command() {
  const auto specs = table().specs();
  return {
      "explain",
      "MODEL RECORDS... [--record ID]",
      "show why one record is strange",
      "Shows one record's score and p-value; each component with its tail, the share of normal records at "
      "least as\n"
      "strange in it; and each column's share in the score, its value and the one of the normal record it is "
      "held against.\n"
      "--set asks what another value would have changed; the file stays as it is. Where it sets a condition "
      "(train\n"
      "--condition), the rest of the record is made anew, as the generator makes the same record of that "
      "kind.",
      {specs.begin(), specs.end()},
      {{"discern explain card.discern today.csv --key payment_id --record P0000042", "one payment"},
       {"discern explain card.discern today.csv --record 7 --set amount=20 --set country=",
        "the seventh, had it been of 20, and of no country"}},
      run};
}

}  // namespace discern
