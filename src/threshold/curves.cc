#include "threshold/curves.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/fail.h"

namespace discern {
namespace {

void check(std::span<const double> scores, std::span<const char> anomalous) {
  if (scores.size() != anomalous.size())
    fail(Fault::data, "evaluation: {} scores for {} labels; give one label a record", scores.size(),
         anomalous.size());
  const auto bad = std::find_if(scores.begin(), scores.end(), [](double s) { return !std::isfinite(s); });
  if (bad != scores.end())
    fail(Fault::data, "evaluation: the score of record {} is {}; scores must be finite",
         bad - scores.begin() + 1, *bad);
  const auto strange = std::count_if(anomalous.begin(), anomalous.end(), [](char a) { return a != 0; });
  if (strange == 0 || std::size_t(strange) == anomalous.size())
    fail(Fault::data, "evaluation: all {} records are {}; give labelled records of both kinds",
         anomalous.size(), strange ? "anomalous" : "normal");
}

std::vector<std::uint32_t> strangest_first(std::span<const double> scores) {
  std::vector<std::uint32_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  return order;
}

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

// How far along the curve, from 0 to just under 1 before its end. The logarithm keeps points where few
// records alert, which is where alert rules live.
double progress(const Ranking& r, double hits, double false_alarms) {
  const double all = double(r.anomalous_total + r.normal_total);
  return (hits / double(r.anomalous_total) + false_alarms / double(r.normal_total) +
          std::log1p(hits + false_alarms) / std::log1p(all)) /
         3;
}

CurvePoint point_at(const Ranking& r, std::size_t group, double hits, double false_alarms) {
  return {r.cuts[group], hits / double(r.anomalous_total), false_alarms / double(r.normal_total),
          hits / (hits + false_alarms)};
}

}  // namespace

Ranking rank(std::span<const double> scores, std::span<const char> anomalous) {
  check(scores, anomalous);
  Ranking out;
  for (const std::uint32_t i : strangest_first(scores)) {
    if (out.cuts.empty() || out.cuts.back() != scores[i]) {
      out.cuts.push_back(scores[i]);
      out.anomalous.push_back(0);
      out.normal.push_back(0);
    }
    ++(anomalous[i] ? out.anomalous : out.normal).back();
    ++(anomalous[i] ? out.anomalous_total : out.normal_total);
  }
  return out;
}

double auroc(const Ranking& r) {
  double below = double(r.normal_total), won = 0;
  for (std::size_t g = 0; g < r.cuts.size(); ++g) {
    below -= r.normal[g];
    won += r.anomalous[g] * (below + 0.5 * r.normal[g]);
  }
  return won / (double(r.anomalous_total) * double(r.normal_total));
}

double auprc(const Ranking& r) {
  double hits = 0, alerts = 0, sum = 0;
  for (std::size_t g = 0; g < r.cuts.size(); ++g) {
    hits += r.anomalous[g];
    alerts += r.anomalous[g] + r.normal[g];
    if (r.anomalous[g]) sum += r.anomalous[g] * (hits / alerts);
  }
  return sum / double(r.anomalous_total);
}

double auroc(std::span<const double> scores, std::span<const char> anomalous) {
  return auroc(rank(scores, anomalous));
}

double auprc(std::span<const double> scores, std::span<const char> anomalous) {
  return auprc(rank(scores, anomalous));
}

double f1_at_count(std::span<const double> scores, std::span<const char> anomalous) {
  check(scores, anomalous);
  const auto count =
      std::size_t(std::count_if(anomalous.begin(), anomalous.end(), [](char a) { return a != 0; }));
  const std::vector<std::uint32_t> order = strangest_first(scores);
  const auto hits = std::count_if(order.begin(), order.begin() + std::ptrdiff_t(count),
                                  [&](std::uint32_t i) { return anomalous[i] != 0; });
  return double(hits) / double(count);
}

std::vector<CurvePoint> curve(const Ranking& r, std::size_t most) {
  const std::size_t groups = r.cuts.size();
  const double steps = double(std::max<std::size_t>(most, 2) - 1);
  std::vector<CurvePoint> out;
  double hits = 0, false_alarms = 0;
  for (std::size_t g = 0; g < groups; ++g) {
    hits += r.anomalous[g];
    false_alarms += r.normal[g];
    const double due = double(out.size()) / steps;
    if (groups <= most || g == 0 || g + 1 == groups || progress(r, hits, false_alarms) >= due)
      out.push_back(point_at(r, g, hits, false_alarms));
  }
  return out;
}

std::vector<CurvePoint> curve(std::span<const double> scores, std::span<const char> anomalous,
                              std::size_t most) {
  return curve(rank(scores, anomalous), most);
}

double Confusion::precision() const {
  return ratio(double(true_alerts), double(true_alerts + false_alerts));
}
double Confusion::recall() const {
  return ratio(double(true_alerts), double(true_alerts + missed));
}
double Confusion::f1() const {
  return ratio(2 * double(true_alerts), 2 * double(true_alerts) + double(false_alerts) + double(missed));
}

}  // namespace discern
