#include "report/document.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "report/document_parts.h"
#include "report/histogram.h"
#include "report/promise.h"
#include "report/views.h"
#include "report/words.h"

namespace discern {
namespace {

std::string headline(std::size_t alerts, std::size_t records) {
  if (alerts == 0) return fmt::format("None of {} alerts.", count_of(records, "record"));
  return fmt::format("{} of {} {} ({}).", readable(double(alerts)), count_of(records, "record"),
                     alerts == 1 ? "alerts" : "alert", percent(double(alerts) / double(records)));
}

// With labels the normal records alone are held against the rule.
std::string judgement_of_normal(const Findings& f, const Json& quality) {
  const std::uint64_t normal = quality["normal"], found = quality["false_alerts"];
  const std::uint64_t anomalous = quality["anomalous"], caught = quality["true_alerts"];
  const FalseAlarms usual = false_alarms(normal, f.model.conformal, f.rule());
  std::string text =
      fmt::format("Of {} {} to {} would alert by the rule; {} {}, {}.", count_of(normal, "normal record"),
                  readable(double(usual.low)), readable(double(usual.high)), readable(double(found)),
                  found == 1 ? "does" : "do",
                  found > usual.high  ? "more than promised"
                  : found < usual.low ? "fewer than promised"
                                      : "as promised");
  if (anomalous > 0)
    text += fmt::format(" Of {} {} {}.",
                        anomalous == 1 ? "1 anomaly" : readable(double(anomalous)) + " anomalies",
                        readable(double(caught)), caught == 1 ? "alerts" : "alert");
  return text;
}

// A false discovery rate is promised of the alerts, not of the normal records.
std::string judgement_of_batch(const Findings& f, std::size_t alerts, const Json& quality) {
  if (alerts == 0) return "Nothing stands out from the batch.";
  std::string text = fmt::format("At most {} of the alerts are normal records in the mean over batches",
                                 percent(f.rule().rate));
  if (!quality.is_null())
    text +=
        fmt::format("; here {} of {}", readable(quality["false_alerts"].get<double>()),
                    readable(quality["false_alerts"].get<double>() + quality["true_alerts"].get<double>()));
  return text + ".";
}

std::string judgement(const Findings& f, std::size_t alerts, const Json& rule, const Json& quality) {
  const std::uint64_t low = rule["expected"]["low"], high = rule["expected"]["high"];
  if (!rule["can_alert"]) return "The calibration set is too small for this alert rule: no record can alert.";
  if (f.rule().whole_batch()) return judgement_of_batch(f, alerts, quality);
  if (!quality.is_null() && quality["normal"] > 0) return judgement_of_normal(f, quality);
  const std::string usual = fmt::format("If all of them were normal, {} to {} would alert",
                                        readable(double(low)), readable(double(high)));
  if (alerts > high) return usual + ". There are more: work down from the strangest.";
  if (alerts < low)
    return usual + ". There are fewer: these records are calmer than those the model learned from.";
  if (alerts == 0) return usual + ".";
  return usual + ". So these may all be false alarms; the strangest are still the place to look.";
}

void note_drift(const Findings& f, Json& notes) {
  std::vector<std::string> shifted;
  for (const DriftCounter::Drift& d : f.drift)
    if (d.psi > kShifted) shifted.push_back(d.column);
  if (shifted.empty()) return;
  if (f.scores.size() < kFewForDrift) {
    notes.push_back(
        fmt::format("With fewer than {} records the drift of a column moves by chance; read it with care.",
                    kFewForDrift));
    return;
  }
  const std::size_t more = shifted.size() > 3 ? shifted.size() - 3 : 0;
  shifted.resize(shifted.size() - more);
  if (more) shifted.push_back(fmt::format("{} more", more));
  notes.push_back(
      fmt::format("Shifted against training: {}. Alerts may come from that rather than from fraud or "
                  "lesions; if the change is here to stay, train again.",
                  list_of(shifted)));
}

Json notes(const Findings& f, const Json& document) {
  Json out = Json::array();
  const Json& rule = document["rule"];
  if (f.options.false_alarm_rate > 0 &&
      (rule["rate"] != rule["model_rate"] || rule["kind"] != kind_name(f.model.rule.kind)))
    out.push_back(fmt::format("The alerts were made at p <= {}; the model's own {}.",
                              readable(rule["rate"].get<double>()),
                              f.model.rule.kind == Rule::Kind::rate ? "rate is " + readable(f.model.rule.rate)
                                                                    : "rule is " + f.model.rule.text()));
  if (f.reviews > 0)
    out.push_back(fmt::format("{} for review beside the alerts.", count_of(f.reviews, "record")));
  const Verdict::Level level = f.model.verdict.level();
  if (level == Verdict::Level::fail)
    out.push_back("The model failed its training verdict: do not rely on its scores.");
  if (level == Verdict::Level::warn) out.push_back("The model's training verdict has warnings; see below.");
  note_drift(f, out);
  if (!document["watch"]["holds"]) out.push_back(document["watch"]["text"]);
  if (!f.compared)
    out.push_back("Drift and surprises were not checked: that takes the records; give them with --records.");
  if (f.compared && f.scored_again < f.scores.size())
    out.push_back(
        fmt::format("That the records are those of the scores was checked by their count{} and by scoring {} "
                    "of {} again: "
                    "the cases listed, and records drawn at random.",
                    f.options.key.empty() ? "" : ", their keys", readable(double(f.scored_again)),
                    readable(double(f.scores.size()))));
  const Json& quality = document["quality"];
  if (!quality.is_null() && quality["auroc"].is_null())
    out.push_back("The labels are all of one kind, so the order of the scores cannot be judged.");
  if (!quality.is_null() && quality["unlabelled"] > 0)
    out.push_back(fmt::format("{} without a label: not judged, neither normal nor anomalous.",
                              count_of(quality["unlabelled"].get<std::size_t>(), "record")));
  return out;
}

Json histogram_part(const Findings& f) {
  const std::vector<char> anomalous =
      f.labelled() ? f.labels.anomalous(f.labels.normal(f.options.normal)) : std::vector<char>();
  const Histogram h = histogram(f.scores, f.model.conformal.sorted(), anomalous);
  Json out = {{"edges", h.edges}, {"scored", h.scored}, {"calibration", h.calibration}};
  out["below"] = h.below;
  out["above"] = h.above;
  if (!anomalous.empty()) out["anomalous"] = h.anomalous;
  return out;
}

}  // namespace

Json report_limits() {
  return {
      "A score is no probability of fraud or illness. It says how unlike the normal records a record is; "
      "whether "
      "that is bad is for people to say.",
      "A p-value is about normal records: the share of them that look at least this strange. It does not say "
      "how "
      "likely an alert is to be right.",
      "The alert rule holds for records like those the model learned from. When the columns drift, it does "
      "not.",
      "An anomaly that looks normal in every column the model sees gets a normal score.",
      "Reasons say which columns make the score high, not what caused the event."};
}

namespace {

std::string title(const Findings& f) {
  if (!f.options.title.empty()) return f.options.title;
  return f.options.input.empty() ? "What stands out" : "What stands out in " + f.options.input;
}

}  // namespace

Json report_document(const Findings& f) {
  if (f.scores.empty()) fail(Fault::data, "report: there are no scored records; expected at least one");
  const auto alerts = std::size_t(std::count(f.alerts.begin(), f.alerts.end(), char(1)));
  Json rule = rule_part(f), quality = quality_part(f);
  Json out = {{"format", 1},
              {"view", view_named(f.options.view).name},
              {"title", title(f)},
              {"input", f.options.input},
              {"records", f.scores.size()},
              {"alerts", alerts},
              {"headline", headline(alerts, f.scores.size())},
              {"judgement", judgement(f, alerts, rule, quality)}};
  out["rule"] = std::move(rule);
  out["threshold"] = threshold_part(f);
  out["costs"] = costs_part(f);
  out["calibration"] = calibration_part(f);
  out["quality"] = std::move(quality);
  out["money"] = money_part(f);
  out["time"] = time_part(f);
  out["hours"] = hours_part(f);
  out["segments"] = segments_part(f);
  out["entities"] = entities_part(f);
  out["watch"] = watch_part(f);
  out["notes"] = notes(f, out);
  out["histogram"] = histogram_part(f);
  out["columns"] = f.model.columns;
  out["alert_columns"] = alert_columns_part(f);
  out["cases"] = cases_part(f);
  if (Json gallery = gallery_part(f); !gallery.is_null()) out["gallery"] = std::move(gallery);
  out["drift"] = drift_part(f);
  out["surprises"] = surprises_part(f);
  out["verdict"] = verdict_part(f);
  out["model"] = model_part(f);
  out["limits"] = report_limits();
  return out;
}

}  // namespace discern
