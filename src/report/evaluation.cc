#include "report/evaluation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/fail.h"
#include "base/text.h"
#include "threshold/resample.h"

namespace discern {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c < 128 ? std::tolower(c) : c; });
  return text;
}

std::string quoted_list(std::vector<std::string> names) {
  constexpr std::size_t kMost = 8;
  std::erase(names, "");
  std::sort(names.begin(), names.end());
  const std::size_t more = names.size() > kMost ? names.size() - kMost : 0;
  names.resize(names.size() - more);
  for (std::string& name : names) name = '"' + name + '"';
  if (more) names.push_back(fmt::format("{} more", more));
  return list_of(names);
}

// Neighbouring groups without an anomaly as one: the order among them counts in neither area.
Ranking merged(const Ranking& r) {
  Ranking out;
  out.anomalous_total = r.anomalous_total, out.normal_total = r.normal_total;
  for (std::size_t g = 0; g < r.cuts.size(); ++g) {
    if (!out.cuts.empty() && r.anomalous[g] == 0 && out.anomalous.back() == 0) {
      out.normal.back() += r.normal[g];
      continue;
    }
    out.cuts.push_back(r.cuts[g]);
    out.anomalous.push_back(r.anomalous[g]);
    out.normal.push_back(r.normal[g]);
  }
  return out;
}

double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * double(sorted.size() - 1);
  const std::size_t low = std::size_t(at), high = std::min(low + 1, sorted.size() - 1);
  return std::lerp(sorted[low], sorted[high], at - double(low));
}

Interval middle(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.025), quantile(values, 0.975)};
}

// Resamples that all agree know nothing of the spread.
Interval spread_or_nothing(const Interval& interval) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  return interval.low < interval.high ? interval : Interval{kNaN, kNaN};
}

}  // namespace

void Labels::add(const std::string& label) {
  const auto [found, fresh] = known_.try_emplace(label, std::uint32_t(names_.size()));
  if (fresh) names_.push_back(label);
  of_.push_back(found->second);
}

std::string Labels::normal(const std::string& asked) const {
  if (!asked.empty()) {
    if (known_.contains(asked)) return asked;
    fail(Fault::usage, "--normal {}: no record has this label{}; the labels are {}", asked,
         place_.empty() ? "" : " in " + place_, quoted_list(names_));
  }
  for (const char* usual : {"0", "false", "normal"})
    for (const std::string& name : names_)
      if (lower(name) == usual) return name;
  fail(Fault::usage, "{}: none of {} is known to mean normal; say which one does with --normal",
       place_.empty() ? "labels" : place_, quoted_list(names_));
}

std::vector<char> Labels::anomalous(std::string_view normal) const {
  std::vector<char> strange_name;
  for (const std::string& name : names_) strange_name.push_back(!name.empty() && name != normal);
  std::vector<char> out;
  out.reserve(of_.size());
  for (const std::uint32_t name : of_) out.push_back(strange_name[name]);
  return out;
}

Labelled labelled_only(std::span<const double> scores, std::span<const char> alerts, const Labels& labels) {
  Labelled out;
  out.labels = Labels(labels.place());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (labels.at(i).empty()) continue;
    out.scores.push_back(scores[i]);
    out.alerts.push_back(alerts[i]);
    out.labels.add(labels.at(i));
  }
  out.left_out = scores.size() - out.scores.size();
  return out;
}

AreaIntervals bootstrap(const Ranking& ranking, Random& random) {
  constexpr std::size_t kDraws = 20'000'000;
  const std::size_t records = ranking.anomalous_total + ranking.normal_total;
  const std::size_t resamples = std::clamp<std::size_t>(kDraws / records, 200, 1000);
  Resampler resampler(merged(ranking));
  std::vector<double> auroc_values, auprc_values;
  for (std::size_t k = 0; k < resamples; ++k) {
    const Ranking& drawn = resampler.draw(random);
    auroc_values.push_back(auroc(drawn));
    auprc_values.push_back(auprc(drawn));
  }
  return {middle(std::move(auroc_values)), middle(std::move(auprc_values))};
}

Evaluation count_alerts(std::span<const char> alerts, const Labels& labels, const std::string& normal) {
  Evaluation out;
  out.normal_label = normal;
  std::vector<std::pair<std::size_t, std::size_t>> counts(labels.names().size());
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    auto& [alerting, records] = counts[labels.index(i)];
    alerting += alerts[i] != 0;
    ++records;
  }
  for (std::size_t k = 0; k < counts.size(); ++k) {
    const auto [alerting, records] = counts[k];
    const bool is_normal = labels.names()[k] == normal;
    (is_normal ? out.normal : out.anomalous) += records;
    (is_normal ? out.false_alerts : out.true_alerts) += alerting;
    (is_normal ? out.true_normals : out.missed) += records - alerting;
    out.by_label[labels.names()[k]] = counts[k];
  }
  return out;
}

Evaluation evaluate(std::span<const double> scores, std::span<const char> alerts, const Labels& labels,
                    const std::string& normal) {
  if (scores.size() != alerts.size() || scores.size() != labels.size())
    fail(Fault::data, "evaluation: {} scores, {} alerts and {} labels; give one of each a record",
         scores.size(), alerts.size(), labels.size());
  const Labelled those = labelled_only(scores, alerts, labels);
  const std::string label = those.labels.normal(normal);
  const std::vector<char> anomalous = those.labels.anomalous(label);
  const Ranking ranking = rank(those.scores, anomalous);
  Evaluation out = count_alerts(those.alerts, those.labels, label);
  out.unlabelled = those.left_out;
  out.auroc = auroc(ranking);
  out.auprc = auprc(ranking);
  out.f1_at_count = f1_at_count(those.scores, anomalous);
  Random random(0, "evaluation");
  const AreaIntervals intervals = bootstrap(ranking, random);
  const Interval area = spread_or_nothing(intervals.auroc), precision = spread_or_nothing(intervals.auprc);
  out.auroc_low = area.low, out.auroc_high = area.high;
  out.auprc_low = precision.low, out.auprc_high = precision.high;
  return out;
}

Evaluation evaluate(std::span<const double> scores, std::span<const char> alerts,
                    std::span<const std::string> labels, const std::string& normal) {
  Labels known;
  for (const std::string& label : labels) known.add(label);
  return evaluate(scores, alerts, known, normal);
}

double Evaluation::precision() const {
  return Confusion{true_alerts, false_alerts, missed, true_normals}.precision();
}

double Evaluation::recall() const {
  return Confusion{true_alerts, false_alerts, missed, true_normals}.recall();
}

}  // namespace discern
