#include "tools/rule_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "report/promise.h"
#include "report/words.h"

namespace discern {
namespace {

std::string cut_text(const Candidate& c) {
  if (!c.usable) return "-";
  if (c.rule.whole_batch()) return "by batch";
  if (c.rule.kind == Rule::Kind::randomised) return "by p-value";
  if (c.rule.by_group()) return fmt::format("{} cuts", c.rule.cuts.size());
  if (c.rule.kind == Rule::Kind::triage)
    return fmt::format("{} / {}", readable(c.rule.review), readable(c.rule.cut));
  return std::isfinite(c.rule.cut) ? readable(c.rule.cut) : "none";
}

std::string expected_text(const RuleComparison& r, const Candidate& c) {
  if (!c.usable) return "-";
  if (c.rule.whole_batch()) return "0";
  const FalseAlarms alarms = false_alarms(std::uint64_t(r.volume), r.evidence.calibration, c.rule);
  return fmt::format("{} ({} to {})", readable(std::round(alarms.mean)), readable(double(alarms.low)),
                     readable(double(alarms.high)));
}

std::string rate_text(const Candidate& c) {
  if (!c.usable || std::isnan(c.false_alarms.mean)) return "-";
  return fmt::format("{:.3g} ({:.3g} to {:.3g})", c.false_alarms.mean, c.false_alarms.low,
                     c.false_alarms.high);
}

std::size_t alerts_among(const RuleComparison& r, const Candidate& c) {
  const std::vector<char> alerts = alerts_of(c.rule, r.evidence);
  return std::size_t(std::count(alerts.begin(), alerts.end(), char(1)));
}

// What a rule has to say of itself beside the table.
std::string detail_text(const Candidate& c) {
  const Json& d = c.details;
  switch (c.rule.kind) {
    case Rule::Kind::tail:
      if (!d.contains("shape")) return "";
      return fmt::format(
          "{} scores above {}: shape {:.3f}, scale {:.3g} by {}; p of the fit {:.2g}",
          d["excesses"].get<std::size_t>(), readable(d["threshold"].get<double>()), d["shape"].get<double>(),
          d["scale"].get<double>(),
          d["fit"] == "maximum_likelihood" ? "maximum likelihood" : "probability-weighted moments",
          d["goodness"].get<double>());
    case Rule::Kind::budget:
      if (!d.contains("day")) return "";
      return fmt::format("{} to {} false alarms on 95 of 100 days, {} in the mean",
                         readable(d["day"]["low"].get<double>()), readable(d["day"]["high"].get<double>()),
                         readable(d["day"]["mean"].get<double>()));
    case Rule::Kind::cost:
      if (!d.contains("cost")) return "";
      return fmt::format("{} a record, {} without any alert; recall {:.3f}",
                         readable(d["cost"].get<double>()), readable(d["cost_without_alerts"].get<double>()),
                         d["recall"].get<double>());
    case Rule::Kind::labels:
      if (!d.contains("value")) return "";
      return fmt::format("{} {:.3f} (95 % interval {:.3f} to {:.3f}), precision {:.3f}, recall {:.3f}",
                         d["goal"].get<std::string>(), d["value"].get<double>(),
                         d["value_interval"][0].get<double>(), d["value_interval"][1].get<double>(),
                         d["precision"].get<double>(), d["recall"].get<double>());
    case Rule::Kind::randomised:
      return fmt::format("{:.2g} % of the calibration scores equal another one",
                         100 * d["tied"].get<double>());
    case Rule::Kind::weighted:
      if (!d.contains("effective_size")) return "";
      return fmt::format("{} normal records, weighted, say as much as {}",
                         readable(d["records"].get<double>()),
                         readable(std::floor(d["effective_size"].get<double>())));
    default:
      return "";
  }
}

Json finite(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json candidate_json(const RuleComparison& r, const Candidate& c) {
  Json out = {{"rule", kind_name(c.rule.kind)}, {"title", kind_title(c.rule.kind)}, {"usable", c.usable}};
  if (c.usable) {
    const FalseAlarms alarms = false_alarms(std::uint64_t(r.volume), r.evidence.calibration, c.rule);
    out["rate"] = c.rule.rate;
    out["cut"] = finite(c.rule.cut);
    if (c.rule.kind == Rule::Kind::triage) out["review"] = finite(c.rule.review);
    out["expected"] = {{"mean", alarms.mean}, {"low", alarms.low}, {"high", alarms.high}};
    out["false_alarm_rate"] = {{"mean", finite(c.false_alarms.mean)},
                               {"low", finite(c.false_alarms.low)},
                               {"high", finite(c.false_alarms.high)}};
    if (!r.evidence.scores.empty()) out["alerts"] = alerts_among(r, c);
  }
  out["assumption"] = c.assumption;
  out["warnings"] = c.warnings;
  out["details"] = c.details;
  return out;
}

}  // namespace

std::string as_text(const RuleComparison& r) {
  const std::size_t scores = r.evidence.scores.size();
  std::string out = fmt::format("{}: {}, smallest p-value {:.3g}; the rule now: {}\n\n", r.model,
                                count_of(r.evidence.calibration.sorted().size(), "calibration record"),
                                r.evidence.calibration.resolution(), r.current.text());
  const std::string given = scores ? fmt::format("alerts of {}", readable(double(scores))) : "";
  out += fmt::format("{:<12} {:>15}  {:<24} {:<30} {}\n", "rule", "cut",
                     fmt::format("of {} normal ones", readable(r.volume)), "false-alarm rate (95 %)", given);
  for (const Candidate& c : r.candidates)
    out += fmt::format("{:<12} {:>15}  {:<24} {:<30} {}\n", kind_name(c.rule.kind), cut_text(c),
                       expected_text(r, c), rate_text(c),
                       scores && c.usable ? readable(double(alerts_among(r, c))) : "");
  out += "\n";
  for (const Candidate& c : r.candidates) {
    out += fmt::format("{}: {}\n", kind_name(c.rule.kind), c.assumption);
    if (const std::string detail = detail_text(c); !detail.empty()) out += fmt::format("  {}\n", detail);
    for (const std::string& warning : c.warnings) out += fmt::format("  ! {}\n", warning);
  }
  return out;
}

Json as_json(const RuleComparison& r) {
  Json rules = Json::array();
  for (const Candidate& c : r.candidates) rules.push_back(candidate_json(r, c));
  return {{"model", r.model},
          {"calibration", r.evidence.calibration.sorted().size()},
          {"resolution", r.evidence.calibration.resolution()},
          {"current", r.current.save()},
          {"records", r.evidence.scores.size()},
          {"volume", r.volume},
          {"rules", rules}};
}

}  // namespace discern
