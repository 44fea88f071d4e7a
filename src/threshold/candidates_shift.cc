#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "threshold/candidate.h"
#include "threshold/weighted.h"

namespace discern {
namespace {

// A kind of records: how many of them are normal ones that were given, how many come now.
struct Kind {
  std::vector<double> scores;
  double incoming = 0;
  double weight = 0;  // its share now over its share among the given
};

std::map<std::string, Kind> kinds_of(const Evidence& e) {
  std::map<std::string, Kind> out;
  for (std::size_t i = 0; i < e.scores.size(); ++i)
    if (e.anomalous.empty() || !e.anomalous[i]) out[e.groups[i]].scores.push_back(e.scores[i]);
  double given = 0, incoming = 0;
  for (const auto& [name, count] : e.incoming) {
    out[name].incoming = double(count);
    incoming += double(count);
  }
  for (const auto& [name, kind] : out) given += double(kind.scores.size());
  for (auto& [name, kind] : out)
    if (!kind.scores.empty()) kind.weight = kind.incoming / incoming / (double(kind.scores.size()) / given);
  return out;
}

WeightedConformal calibration_of(const std::map<std::string, Kind>& kinds) {
  std::vector<double> scores, weights;
  for (const auto& [name, kind] : kinds) {
    scores.insert(scores.end(), kind.scores.begin(), kind.scores.end());
    weights.insert(weights.end(), kind.scores.size(), kind.weight);
  }
  return {scores, weights};
}

std::string shown_kind(const std::string& name) {
  return shortened(name.empty() ? "(missing)" : name);
}

// Kinds that come now and that no normal record is of.
void warn_of_unknown(const std::map<std::string, Kind>& kinds, Candidate& out) {
  double unknown = 0, all = 0;
  std::vector<std::string> names;
  for (const auto& [name, kind] : kinds) {
    all += kind.incoming;
    if (!kind.scores.empty() || kind.incoming == 0) continue;
    unknown += kind.incoming;
    if (names.size() < 4) names.push_back(shown_kind(name));
  }
  if (unknown > 0)
    out.warnings.push_back(
        fmt::format("{:.2g} % of what comes is of kinds without a normal record ({}): the model's own cut "
                    "holds there, and nothing is promised",
                    100 * unknown / all, list_of(names)));
}

void warn_of_size(double effective, std::size_t records, double rate, Candidate& out) {
  const double needed = std::ceil(1 / rate - 1 - 1e-9);
  if (effective < needed)
    out.warnings.push_back(fmt::format(
        "weighted so, {} normal records say as much as {}; a rate of {} takes {}: give more of the kinds "
        "that come often now",
        readable(double(records)), readable(std::floor(effective)), rate, readable(needed)));
}

void fill(const std::map<std::string, Kind>& kinds, double rate, Candidate& out) {
  const WeightedConformal calibration = calibration_of(kinds);
  Json list = Json::array();
  bool any = false;
  std::size_t records = 0;
  for (const auto& [name, kind] : kinds) {
    records += kind.scores.size();
    const double cut = kind.scores.empty() ? out.rule.cut : calibration.cut(rate, kind.weight);
    if (!kind.scores.empty()) out.rule.cuts[name] = cut;
    any = any || (std::isfinite(cut) && kind.incoming > 0 && !kind.scores.empty());
    list.push_back({{"group", name},
                    {"records", kind.scores.size()},
                    {"incoming", kind.incoming},
                    {"weight", kind.scores.empty() ? Json(nullptr) : Json(kind.weight)},
                    {"cut", std::isfinite(cut) ? Json(cut) : Json(nullptr)}});
  }
  const double effective = calibration.effective_size();
  out.details = {{"groups", list}, {"records", records}, {"effective_size", effective}};
  out.rule.settings["records"] = records;
  out.rule.settings["effective_size"] = effective;
  const auto n = std::uint64_t(effective);
  out.false_alarms = rate_interval(n, std::uint64_t(rate * double(n + 1) + 1e-9));
  out.false_alarms.mean = rate;
  warn_of_size(effective, records, rate, out);
  if (any) return;
  out.usable = false;
  out.fault = Fault::data;
  if (out.warnings.empty()) out.warnings.push_back("no kind of records can alert; give more normal records");
}

}  // namespace

Candidate weighted_candidate(const Evidence& e, const Wanted& w) {
  Candidate out;
  out.rule.kind = Rule::Kind::weighted;
  out.rule.rate = w.rate;
  out.rule.column = w.column;
  out.rule.cut = e.calibration.cut(w.rate);
  out.rule.settings = {{"false_alarm_rate", w.rate}};
  out.assumption =
      "the given records are normal, were not trained on, and kind by kind are like those to come; kinds "
      "come as often as among --incoming";
  if (e.groups.empty() || e.incoming.empty()) {
    out.usable = false;
    out.warnings.push_back(
        "needs normal records that were not trained on, a column of them, and records as they come now: "
        "NORMAL --by COL --incoming FILE");
    return out;
  }
  const std::map<std::string, Kind> kinds = kinds_of(e);
  warn_of_unknown(kinds, out);
  const bool shared =
      std::any_of(kinds.begin(), kinds.end(), [](const auto& k) { return k.second.weight > 0; });
  if (shared) {
    fill(kinds, w.rate, out);
    return out;
  }
  out.usable = false;
  out.fault = Fault::data;
  out.warnings.push_back(fmt::format(
      "no value of {} stands among both the normal and the incoming records; give records of the same kinds",
      w.column));
  return out;
}

}  // namespace discern
