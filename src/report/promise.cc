#include "report/promise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "threshold/binomial.h"

namespace discern {
namespace {

// Counts and their probabilities around the most likely one; the rest is less than one in 10^14 of it.
struct Counts {
  std::uint64_t first = 0;
  std::vector<double> probability;
};

struct BetaBinomial {
  double n, a, b;
  // P(k + 1) / P(k)
  double step(double k) const { return (n - k) / (k + 1) * (a + k) / (b + n - k - 1); }
};

Counts around_mode(const BetaBinomial& law, std::uint64_t start) {
  constexpr double kLeast = 1e-14;
  std::vector<double> down, up{1};
  for (std::uint64_t k = start; k > 0; --k) {
    const double next = (down.empty() ? 1 : down.back()) / law.step(double(k - 1));
    if (!(next > kLeast)) break;
    down.push_back(next);
  }
  for (double k = double(start); k < law.n && up.back() > kLeast; ++k) up.push_back(up.back() * law.step(k));
  Counts out{start - down.size(), {down.rbegin(), down.rend()}};
  out.probability.insert(out.probability.end(), up.begin(), up.end());
  double sum = 0;
  for (const double p : out.probability) sum += p;
  for (double& p : out.probability) p /= sum;
  return out;
}

std::uint64_t quantile(const Counts& counts, double share) {
  double below = 0;
  for (std::size_t i = 0; i < counts.probability.size(); ++i)
    if ((below += counts.probability[i]) >= share) return counts.first + i;
  return counts.first + counts.probability.size() - 1;
}

}  // namespace

FalseAlarms false_alarms(std::uint64_t records, std::uint64_t calibration, double rate) {
  // The same comparison as p <= rate, with p = a / (calibration + 1).
  const double ranks = double(calibration) + 1;
  double a = std::floor(rate * ranks);
  if ((a + 1) / ranks <= rate) ++a;
  if (a < 1 || records == 0) return {};
  const BetaBinomial law{double(records), a, ranks - a};
  const double mean = law.n * a / ranks;
  const Counts counts = around_mode(law, std::min(records, std::uint64_t(mean)));
  return {mean, quantile(counts, 0.025), quantile(counts, 0.975)};
}

FalseAlarms false_alarms(std::uint64_t records, const Conformal& calibration, const Rule& rule) {
  if (rule.whole_batch()) return {};
  if (rule.kind == Rule::Kind::weighted) {
    // Settings are for people: what a file says there is not relied on.
    const Json effective = rule.settings.value("effective_size", Json());
    const double size = effective.is_number() ? effective.get<double>() : 0;
    return false_alarms(records, std::uint64_t(std::clamp(size, 1.0, 1e9)), rule.rate);
  }
  const bool beyond = rule.rate < calibration.resolution() && std::isfinite(rule.cut);
  if (!beyond) return false_alarms(records, calibration.sorted().size(), rule.rate);
  const CountInterval count = binomial_interval(records, rule.rate);
  return {count.mean, count.low, count.high};
}

}  // namespace discern
