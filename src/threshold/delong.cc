#include "threshold/delong.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/fail.h"
#include "threshold/ranks.h"

namespace discern {
namespace {

// The structural components: of each anomalous record the share of normal ones it is ranked above, and the
// other way.
struct Components {
  std::vector<double> anomalous, normal;
  double area = 0;
};

Components components(std::span<const double> scores, std::span<const char> anomalous) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < scores.size(); ++i) (anomalous[i] ? x : y).push_back(scores[i]);
  std::vector<double> all = x;
  all.insert(all.end(), y.begin(), y.end());
  const std::vector<double> of_all = midranks(all), of_x = midranks(x), of_y = midranks(y);
  const double m = double(x.size()), n = double(y.size());
  Components out;
  for (std::size_t i = 0; i < x.size(); ++i) out.anomalous.push_back((of_all[i] - of_x[i]) / n);
  for (std::size_t j = 0; j < y.size(); ++j) out.normal.push_back(1 - (of_all[x.size() + j] - of_y[j]) / m);
  for (const double v : out.anomalous) out.area += v / m;
  return out;
}

// Variance over records of the difference of two components.
double variance(const std::vector<double>& a, const std::vector<double>& b) {
  double mean = 0, sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) mean += (b[i] - a[i]) / double(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) sum += (b[i] - a[i] - mean) * (b[i] - a[i] - mean);
  return sum / double(a.size() - 1);
}

}  // namespace

PairedAreas delong(std::span<const double> first, std::span<const double> second,
                   std::span<const char> anomalous) {
  const auto strange =
      std::size_t(std::count_if(anomalous.begin(), anomalous.end(), [](char c) { return c != 0; }));
  if (first.size() != second.size() || first.size() != anomalous.size())
    fail(Fault::data, "comparison: {} and {} scores for {} labels; give one of each a record", first.size(),
         second.size(), anomalous.size());
  if (strange < 2 || anomalous.size() - strange < 2)
    fail(Fault::data, "comparison: {} anomalous and {} normal records; two of each are needed", strange,
         anomalous.size() - strange);
  const Components a = components(first, anomalous), b = components(second, anomalous);
  PairedAreas out{a.area, b.area, b.area - a.area};
  // S_aa + S_bb - 2 S_ab of each kind is the variance of the difference.
  const double error = std::sqrt(variance(a.anomalous, b.anomalous) / double(strange) +
                                 variance(a.normal, b.normal) / double(anomalous.size() - strange));
  constexpr double kNormal975 = 1.959963984540054;
  out.low = out.difference - kNormal975 * error;
  out.high = out.difference + kNormal975 * error;
  out.p_value = error > 0             ? std::erfc(std::abs(out.difference) / error / std::sqrt(2.0))
                : out.difference == 0 ? 1
                                      : 0;
  return out;
}

double sign_test(std::size_t a, std::size_t b) {
  const std::size_t n = a + b, less = std::min(a, b);
  double tail = 0;
  for (std::size_t k = 0; k <= less; ++k)
    tail += std::exp(std::lgamma(double(n) + 1) - std::lgamma(double(k) + 1) -
                     std::lgamma(double(n - k) + 1) - double(n) * std::log(2.0));
  return std::min(1.0, 2 * tail);
}

}  // namespace discern
