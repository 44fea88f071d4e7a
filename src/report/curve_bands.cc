#include "report/curve_bands.h"

#include <algorithm>
#include <cmath>

#include "threshold/resample.h"

namespace discern {
namespace {

constexpr std::size_t kPoints = 40;

// The points of one sample's curves, from the one where nothing alerts.
struct Walk {
  std::vector<double> recall, false_alarm_rate, share, precision;
};

Walk walk(const Ranking& r) {
  Walk out;
  const double positives = double(r.anomalous_total), negatives = double(r.normal_total);
  double hits = 0, alarms = 0;
  const auto add = [&] {
    out.recall.push_back(hits / positives);
    out.false_alarm_rate.push_back(alarms / negatives);
    out.share.push_back((hits + alarms) / (positives + negatives));
    out.precision.push_back(hits + alarms > 0 ? hits / (hits + alarms) : 1);
  };
  add();
  for (std::size_t g = 0; g < r.cuts.size(); ++g) {
    if (r.anomalous[g] + r.normal[g] == 0) continue;
    hits += r.anomalous[g], alarms += r.normal[g];
    add();
  }
  return out;
}

// Precision of the fewest alerts that reach the recall.
double precision_at(const Walk& w, double recall) {
  const auto found = std::lower_bound(w.recall.begin(), w.recall.end(), recall - 1e-12);
  return w.precision[std::size_t(std::min(found, w.recall.end() - 1) - w.recall.begin())];
}

class Spread {
 public:
  explicit Spread(std::vector<double> at) : at_(std::move(at)), values_(at_.size()) {}
  template <class Value>
  void add(Value value) {
    for (std::size_t k = 0; k < at_.size(); ++k) values_[k].push_back(value(at_[k]));
  }
  Band band() {
    Band out{at_, {}, {}};
    for (std::vector<double>& values : values_) {
      std::sort(values.begin(), values.end());
      const double last = double(values.size() - 1);
      out.low.push_back(values[std::size_t(std::floor(0.025 * last))]);
      out.high.push_back(values[std::size_t(std::ceil(0.975 * last))]);
    }
    return out;
  }

 private:
  std::vector<double> at_;
  std::vector<std::vector<double>> values_;
};

std::vector<double> even() {
  std::vector<double> out;
  for (std::size_t k = 1; k <= kPoints; ++k) out.push_back(double(k) / kPoints);
  return out;
}

// Denser towards 0, where alert rules are.
std::vector<double> dense_at_zero() {
  std::vector<double> out = {0};
  for (const double at : even()) out.push_back(at * at * at);
  return out;
}

}  // namespace

double value_at(const std::vector<double>& x, const std::vector<double>& y, double at) {
  const auto after = std::size_t(std::upper_bound(x.begin(), x.end(), at) - x.begin());
  if (after == x.size()) return y.back();
  if (after == 0) return y.front();
  return std::lerp(y[after - 1], y[after], (at - x[after - 1]) / (x[after] - x[after - 1]));
}

CurveBands curve_bands(const Ranking& ranking, Random& random) {
  constexpr std::size_t kDraws = 10'000'000;
  const std::size_t records = ranking.anomalous_total + ranking.normal_total;
  const std::size_t samples = std::clamp<std::size_t>(kDraws / records, 100, 200);
  Resampler resampler(ranking);
  Spread roc(dense_at_zero()), precision(even()), gain(dense_at_zero());
  for (std::size_t k = 0; k < samples; ++k) {
    const Walk w = walk(resampler.draw(random));
    roc.add([&](double at) { return value_at(w.false_alarm_rate, w.recall, at); });
    precision.add([&](double at) { return precision_at(w, at); });
    gain.add([&](double at) { return value_at(w.share, w.recall, at); });
  }
  return {roc.band(), precision.band(), gain.band()};
}

}  // namespace discern
