#include <algorithm>
#include <cmath>
#include <limits>

#include "report/document_parts.h"
#include "report/moments.h"
#include "threshold/binomial.h"

namespace discern {
namespace {

constexpr std::size_t kMostValues = 50;

std::vector<char> anomalous_of(const Findings& f) {
  return f.labelled() ? f.labels.anomalous(f.labels.normal(f.options.normal)) : std::vector<char>();
}

struct Group {
  std::size_t records = 0, alerts = 0, anomalous = 0, true_alerts = 0;
  double amount = 0, highest = -std::numeric_limits<double>::infinity();
};

std::vector<Group> groups_of(const Findings& f, const Names& names) {
  const std::vector<char> anomalous = anomalous_of(f);
  std::vector<Group> out(names.names().size());
  for (std::size_t i = 0; i < f.scores.size(); ++i) {
    Group& group = out[names.of()[i]];
    ++group.records;
    group.alerts += f.alerts[i] != 0;
    group.highest = std::max(group.highest, f.scores[i]);
    if (f.alerts[i] && !f.record_facts.amount.empty()) group.amount += f.record_facts.amount[i];
    if (anomalous.empty() || !anomalous[i]) continue;
    ++group.anomalous;
    group.true_alerts += f.alerts[i] != 0;
  }
  return out;
}

// Most alerts first, then most records, then as they came; those that do not alert too, if asked for.
std::vector<std::size_t> order_of(const std::vector<Group>& groups, bool all) {
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < groups.size(); ++k)
    if (all || groups[k].alerts > 0) out.push_back(k);
  std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(groups[a].alerts, groups[a].records) > std::pair(groups[b].alerts, groups[b].records);
  });
  return out;
}

double cents(double amount) {
  return std::round(amount * 100) / 100;
}

}  // namespace

Json time_part(const Findings& f) {
  const std::vector<double>& time = f.record_facts.time;
  double first = std::numeric_limits<double>::infinity(), last = -first;
  std::size_t missing = 0;
  for (const double t : time) {
    if (std::isnan(t)) ++missing;
    if (t < first) first = t;
    if (t > last) last = t;
  }
  if (!(first <= last)) return nullptr;
  const Pieces pieces = pieces_of(first, last, f.record_facts.dates);
  const std::vector<char> anomalous = anomalous_of(f);
  std::vector<std::size_t> records(pieces.starts.size()), alerts = records, strange = records;
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (std::isnan(time[i])) continue;
    const std::size_t k = piece_at(pieces, time[i]);
    ++records[k];
    alerts[k] += f.alerts[i] != 0;
    if (!anomalous.empty()) strange[k] += anomalous[i] != 0;
  }
  Json out = {{"column", f.record_facts.time_column},
              {"unit", pieces.unit},
              {"missing", missing},
              {"starts", pieces.names},
              {"records", records},
              {"alerts", alerts}};
  if (!anomalous.empty()) out["anomalous"] = strange;
  return out;
}

Json hours_part(const Findings& f) {
  if (!f.record_facts.dates || f.record_facts.time.empty()) return nullptr;
  std::vector<std::vector<std::size_t>> records(7, std::vector<std::size_t>(24)), alerts = records;
  bool midnight = true;
  for (std::size_t i = 0; i < f.scores.size(); ++i) {
    if (std::isnan(f.record_facts.time[i])) continue;
    const Moment moment = moment_of(f.record_facts.time[i]);
    midnight &= moment.hour == 0;
    ++records[std::size_t(moment.weekday)][std::size_t(moment.hour)];
    alerts[std::size_t(moment.weekday)][std::size_t(moment.hour)] += f.alerts[i] != 0;
  }
  if (midnight) return nullptr;
  return {{"records", records}, {"alerts", alerts}};
}

Json segments_part(const Findings& f) {
  if (f.record_facts.segment_column.empty()) return nullptr;
  const std::vector<Group> groups = groups_of(f, f.record_facts.segment);
  const std::vector<std::size_t> order = order_of(groups, true);
  Json values = Json::array();
  for (const std::size_t k : std::span(order).first(std::min(kMostValues, order.size()))) {
    const Group& g = groups[k];
    const RateInterval share = observed_rate(g.records, g.alerts);
    Json row = {{"value", f.record_facts.segment.names()[k]},
                {"records", g.records},
                {"alerts", g.alerts},
                {"share", share.mean},
                {"low", share.low},
                {"high", share.high}};
    if (f.labelled()) row["anomalous"] = g.anomalous, row["true_alerts"] = g.true_alerts;
    if (!f.record_facts.amount.empty()) row["amount"] = cents(g.amount);
    values.push_back(std::move(row));
  }
  return {{"column", f.record_facts.segment_column},
          {"left_out", order.size() - values.size()},
          {"values", values}};
}

Json entities_part(const Findings& f) {
  if (f.record_facts.entity_column.empty()) return nullptr;
  const std::vector<Group> groups = groups_of(f, f.record_facts.entity);
  const std::vector<std::size_t> order = order_of(groups, false);
  Json values = Json::array();
  for (const std::size_t k : std::span(order).first(std::min(kMostValues, order.size()))) {
    const Group& g = groups[k];
    Json row = {{"value", f.record_facts.entity.names()[k]},
                {"records", g.records},
                {"alerts", g.alerts},
                {"highest", g.highest}};
    if (!f.record_facts.amount.empty()) row["amount"] = cents(g.amount);
    values.push_back(std::move(row));
  }
  return {{"column", f.record_facts.entity_column},
          {"entities", groups.size()},
          {"alerting", order.size()},
          {"left_out", order.size() - values.size()},
          {"values", values}};
}

Json money_part(const Findings& f) {
  if (f.record_facts.amount.empty()) return nullptr;
  const std::vector<char> anomalous = anomalous_of(f);
  double total = 0, alerting = 0, strange = 0, caught = 0;
  std::size_t alerts = 0;
  for (std::size_t i = 0; i < f.scores.size(); ++i) {
    const double amount = f.record_facts.amount[i];
    total += amount;
    alerts += f.alerts[i] != 0;
    if (f.alerts[i]) alerting += amount;
    if (anomalous.empty() || !anomalous[i]) continue;
    strange += amount;
    if (f.alerts[i]) caught += amount;
  }
  Json out = {
      {"column", f.record_facts.amount_column}, {"total", cents(total)}, {"alerting", cents(alerting)}};
  if (anomalous.empty()) return out;
  out["anomalous"] = cents(strange);
  out["caught"] = cents(caught);
  out["caught_per_alert"] = alerts ? Json(cents(caught / double(alerts))) : Json(nullptr);
  return out;
}

}  // namespace discern
