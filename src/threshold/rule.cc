#include "threshold/rule.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "base/archive.h"
#include "base/fail.h"
#include "base/random.h"
#include "base/text.h"

namespace discern {
namespace {

struct KindNames {
  std::string_view name, title;
};
constexpr KindNames kKinds[] = {{"rate", "false-alarm rate"},
                                {"conditional", "false-alarm rate with a confidence"},
                                {"discovery", "false discovery rate"},
                                {"tail", "peaks over threshold"},
                                {"budget", "alert budget"},
                                {"cost", "least cost"},
                                {"labels", "labels"},
                                {"triage", "triage"},
                                {"groups", "a cut per group"},
                                {"randomised", "false-alarm rate, ties at random"},
                                {"weighted", "false-alarm rate as kinds come now"}};
constexpr std::string_view kOutcomes[] = {"clear", "review", "alarm"};

Json cut_json(double cut) {
  return std::isfinite(cut) ? Json(cut) : Json(nullptr);
}

double cut_from(const Json& value) {
  if (value.is_null()) return Rule::kNever;
  if (!value.is_number() || !std::isfinite(value.get<double>()))
    fail(Fault::model, "model file: the alert rule has a cut that is no number; choose the rule again");
  return value.get<double>();
}

double cut_of(const Json& json, const char* key) {
  if (!json.contains(key))
    fail(Fault::model, "model file: the alert rule lacks its \"{}\"; choose the rule again", key);
  return cut_from(json[key]);
}

std::map<std::string, double> load_cuts(const Json& json) {
  const auto names = read_meta<std::vector<std::string>>(json, "groups");
  const Json cuts = read_meta<Json>(json, "cuts");
  if (!cuts.is_array() || cuts.size() != names.size())
    fail(Fault::model, "model file: the alert rule has {} groups and {} cuts; choose the rule again",
         names.size(), cuts.size());
  std::map<std::string, double> out;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!out.emplace(names[i], cut_from(cuts[i])).second)
      fail(Fault::model, "model file: the alert rule has two cuts for one group; choose the rule again");
  return out;
}

void check_rate(double rate) {
  if (!(rate > 0 && rate < 1))
    fail(Fault::model,
         "model file: a false-alarm rate of {}, expected one between 0 and 1; train the model again", rate);
}

Rule::Kind kind_in_file(const Json& json) {
  const std::string name = read_meta<std::string>(json, "kind");
  const auto found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const KindNames& k) { return k.name == name; });
  if (found == std::end(kKinds) || found == std::begin(kKinds))
    fail(Fault::model, "model file: alert rule \"{}\" is not known to this version; upgrade discern",
         shortened(name));
  return Rule::Kind(found - std::begin(kKinds));
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  return kOutcomes[std::size_t(outcome)];
}

std::string_view kind_name(Rule::Kind kind) {
  return kKinds[std::size_t(kind)].name;
}

std::string_view kind_title(Rule::Kind kind) {
  return kKinds[std::size_t(kind)].title;
}

Rule::Kind rule_kind_from(std::string_view name) {
  std::vector<std::string> known;
  for (const KindNames& kind : kKinds) {
    if (kind.name == name) return Rule::Kind(known.size());
    known.emplace_back(kind.name);
  }
  fail(Fault::usage, "--rule {}: there is no such rule{}; the rules are {}", name, did_you_mean(name, known),
       list_of(known));
}

double Rule::p_value(const Conformal& calibration, double score, std::string_view record) const {
  if (kind != Kind::randomised) return calibration.p_value(score);
  // Of the name alone: elsewhere a score may end in other bits.
  return calibration.p_value(score, 1 - Random(seed, fmt::format("ties of record {}", record)).uniform());
}

Outcome Rule::decide(double score, double p, std::string_view group) const {
  if (by_p_value()) return p <= rate ? Outcome::alarm : Outcome::clear;
  double line = cut;
  if (by_group())
    if (const auto own = cuts.find(std::string(group)); own != cuts.end()) line = own->second;
  if (score >= line) return Outcome::alarm;
  return kind == Kind::triage && score >= review ? Outcome::review : Outcome::clear;
}

std::string Rule::text() const {
  const auto line = [](double at) { return std::isfinite(at) ? readable(at) : std::string("no score"); };
  switch (kind) {
    case Kind::rate:
      return fmt::format("p <= {}", rate);
    case Kind::discovery:
      return fmt::format("a false discovery rate of {} in each batch", rate);
    case Kind::triage:
      return fmt::format("two cuts: alarm from a score of {}, review from {}", line(cut), line(review));
    case Kind::randomised:
      return fmt::format("p <= {}, ties broken at random", rate);
    case Kind::groups:
    case Kind::weighted:
      return fmt::format("a cut for each of {} values of {}, else a score of {}{}", cuts.size(), column,
                         line(cut), kind == Kind::weighted ? "; weighted by how often they come" : "");
    default:
      return fmt::format("a score of {} ({})", line(cut), kind_title(kind));
  }
}

Json Rule::save() const {
  if (kind == Kind::rate) return {{"false_alarm_rate", rate}};
  Json out = {{"kind", kind_name(kind)}, {"rate", rate}, {"cut", cut_json(cut)}};
  if (kind == Kind::triage) out["review"] = cut_json(review);
  if (kind == Kind::randomised) out["seed"] = seed;
  if (by_group()) {
    out["column"] = column;
    out["groups"] = out["cuts"] = Json::array();
    for (const auto& [group, own] : cuts) {
      out["groups"].push_back(group);
      out["cuts"].push_back(cut_json(own));
    }
  }
  out["settings"] = settings;
  return out;
}

Rule Rule::load(const Json& json) {
  Rule out;
  if (!json.contains("kind")) {
    out.rate = read_meta<double>(json, "false_alarm_rate");
    check_rate(out.rate);
    return out;
  }
  out.kind = kind_in_file(json);
  out.rate = read_meta<double>(json, "rate");
  check_rate(out.rate);
  out.cut = cut_of(json, "cut");
  if (out.kind == Kind::triage) {
    out.review = cut_of(json, "review");
    if (out.review > out.cut)
      fail(Fault::model, "model file: the alert rule reviews above its alarms; choose the rule again");
  }
  if (out.kind == Kind::randomised) out.seed = read_meta<std::uint64_t>(json, "seed");
  if (out.by_group()) {
    out.column = read_meta<std::string>(json, "column");
    out.cuts = load_cuts(json);
  }
  out.settings = read_meta<Json>(json, "settings");
  return out;
}

}  // namespace discern
