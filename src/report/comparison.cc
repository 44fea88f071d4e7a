#include "report/comparison.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "report/words.h"
#include "threshold/delong.h"
#include "threshold/ranks.h"

namespace discern {
namespace {

constexpr std::size_t kListed = 20;

// Spearman's: the correlation of the ranks; null where one ranks nothing.
Json rank_correlation(const std::vector<double>& first, const std::vector<double>& second) {
  const std::vector<double> a = midranks(first), b = midranks(second);
  const double mean = (double(a.size()) + 1) / 2;
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean) * (b[i] - mean);
    aa += (a[i] - mean) * (a[i] - mean);
    bb += (b[i] - mean) * (b[i] - mean);
  }
  return aa > 0 && bb > 0 ? Json(ab / std::sqrt(aa * bb)) : Json(nullptr);
}

// Alerts among the records for which `of` holds.
template <class Of>
Json paired(const ScoredBy& first, const ScoredBy& second, Of of) {
  std::size_t both = 0, only_first = 0, only_second = 0;
  for (std::size_t i = 0; i < first.alerts.size(); ++i) {
    if (!of(i)) continue;
    both += first.alerts[i] && second.alerts[i];
    only_first += first.alerts[i] && !second.alerts[i];
    only_second += !first.alerts[i] && second.alerts[i];
  }
  return {{"first", both + only_first},
          {"second", both + only_second},
          {"both", both},
          {"only_first", only_first},
          {"only_second", only_second},
          {"p_value", sign_test(only_first, only_second)}};
}

Json model_json(const ScoredBy& by) {
  const auto alerts = std::size_t(std::count(by.alerts.begin(), by.alerts.end(), char(1)));
  return {{"model", by.model},
          {"method", by.method},
          {"rule", by.rule},
          {"alerts", alerts},
          {"share", double(alerts) / double(by.alerts.size())}};
}

// The strangest records, by `one`, on which it alone alerts.
Json alone(const ScoredBy& one, const ScoredBy& other, const ComparedRecords& records) {
  std::vector<std::size_t> those;
  for (std::size_t i = 0; i < one.alerts.size(); ++i)
    if (one.alerts[i] && !other.alerts[i]) those.push_back(i);
  std::stable_sort(those.begin(), those.end(), [&](auto a, auto b) { return one.scores[a] > one.scores[b]; });
  those.resize(std::min(kListed, those.size()));
  Json out = Json::array();
  for (const std::size_t i : those) {
    Json row = {
        {"record", records.records[i]}, {"p_value", one.p_values[i]}, {"other_p_value", other.p_values[i]}};
    if (records.labels.size() > 0) row["label"] = records.labels.at(i);
    out.push_back(std::move(row));
  }
  return out;
}

Json quality(const ScoredBy& first, const ScoredBy& second, const ComparedRecords& records) {
  const Labels& labels = records.labels;
  if (labels.size() == 0) return nullptr;
  const std::string normal = labels.normal(records.normal);
  const std::vector<char> strange = labels.anomalous(normal);
  const auto is_normal = [&](std::size_t i) { return labels.at(i) == normal; };
  Json out = {{"normal_label", normal}};
  std::vector<double> a, b;
  std::vector<char> anomalous;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels.at(i).empty()) continue;
    a.push_back(first.scores[i]), b.push_back(second.scores[i]), anomalous.push_back(strange[i]);
  }
  const auto count = std::size_t(std::count(anomalous.begin(), anomalous.end(), char(1)));
  out["normal"] = anomalous.size() - count;
  out["anomalous"] = count;
  out["auroc"] = nullptr;
  if (count > 1 && anomalous.size() - count > 1) {
    const PairedAreas test = delong(a, b, anomalous);
    out["auroc"] = {{"first", test.first}, {"second", test.second}, {"difference", test.difference},
                    {"low", test.low},     {"high", test.high},     {"p_value", test.p_value}};
  }
  out["recall"] = paired(first, second, [&](std::size_t i) { return strange[i] != 0; });
  out["false_alarms"] = paired(first, second, is_normal);
  return out;
}

std::string headline(const Json& q, const Json& overlap) {
  constexpr double kClear = 0.05;
  if (q.is_null() || q["auroc"].is_null())
    return fmt::format("{} of the alerts of either model are made by both.",
                       percent(overlap["jaccard"].get<double>()));
  const Json& area = q["auroc"];
  if (area["p_value"].get<double>() >= kClear)
    return fmt::format("No clear difference: AUROC {:.4f} against {:.4f}.", area["first"].get<double>(),
                       area["second"].get<double>());
  const bool better = area["difference"].get<double>() > 0;
  return fmt::format("The {} ranks better: AUROC {:.4f} against {:.4f}.", better ? "challenger" : "champion",
                     area[better ? "second" : "first"].get<double>(),
                     area[better ? "first" : "second"].get<double>());
}

}  // namespace

Json comparison_document(const ScoredBy& first, const ScoredBy& second, const ComparedRecords& records) {
  const std::size_t n = records.records.size();
  if (n == 0 || first.scores.size() != n || second.scores.size() != n)
    fail(Fault::data, "comparison: {} and {} scores of {} records; give the same records to both models",
         first.scores.size(), second.scores.size(), n);
  Json overlap = paired(first, second, [](std::size_t) { return true; });
  const double either = overlap["both"].get<double>() + overlap["only_first"].get<double>() +
                        overlap["only_second"].get<double>();
  overlap["jaccard"] = either > 0 ? overlap["both"].get<double>() / either : 1.0;
  const Json labelled = quality(first, second, records);
  return {{"format", 1},
          {"input", records.input},
          {"records", n},
          {"headline", headline(labelled, overlap)},
          {"models", {model_json(first), model_json(second)}},
          {"overlap", overlap},
          {"rank_correlation", rank_correlation(first.scores, second.scores)},
          {"quality", labelled},
          {"only_second", alone(second, first, records)},
          {"only_first", alone(first, second, records)}};
}

}  // namespace discern
