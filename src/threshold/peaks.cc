#include "threshold/peaks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace discern {
namespace {

constexpr std::size_t kLeastDistinct = 10;
// The search for the maximum is coarser in a resample: its law is known to be near.
constexpr std::size_t kResampleEffort = 24;

// Where the tail begins: the position of its threshold. Scores equal to it are below the tail.
std::size_t threshold_position(std::span<const double> sorted) {
  const double n = double(sorted.size());
  const auto tail = std::size_t(std::min(0.1 * n, std::pow(n, 2.0 / 3)));
  return sorted.size() - 1 - std::min(tail, sorted.size() - 1);
}

std::vector<double> excesses_over(std::span<const double> sorted, double threshold) {
  std::vector<double> out;
  for (auto s = std::upper_bound(sorted.begin(), sorted.end(), threshold); s != sorted.end(); ++s)
    out.push_back(*s - threshold);
  return out;
}

std::size_t distinct(std::span<const double> sorted) {
  std::size_t count = sorted.empty() ? 0 : 1;
  for (std::size_t i = 1; i < sorted.size(); ++i) count += sorted[i] != sorted[i - 1];
  return count;
}

// The count's luck included: as many excesses as n records give, by the normal approximation.
Peaks resampled(const Peaks& peaks, Random& random) {
  const double share = double(peaks.excesses) / double(peaks.calibration);
  const double count =
      std::round(double(peaks.excesses) + random.normal() * std::sqrt(double(peaks.excesses) * (1 - share)));
  Peaks out = peaks;
  out.excesses = std::size_t(std::max(10.0, count));
  out.excess.clear();
  for (std::size_t i = 0; i < out.excesses; ++i)
    out.excess.push_back(peaks.fit.law.quantile(1 - random.uniform() * (1 - 0x1p-40)));
  // The draw at the very top of the unit interval would be an excess of 0.
  for (double& y : out.excess) y = std::max(y, 1e-12 * peaks.fit.law.scale);
  std::sort(out.excess.begin(), out.excess.end());
  out.fit = fit_pareto(out.excess, kResampleEffort);
  return out;
}

}  // namespace

double Peaks::tail_probability(double score) const {
  return double(excesses) / double(calibration) * fit.law.survival(score - threshold);
}

double Peaks::return_level(double rate) const {
  const double share = rate * double(calibration) / double(excesses);
  return threshold + (share >= 1 ? 0 : fit.law.quantile(share));
}

std::optional<Peaks> fit_peaks(std::span<const double> sorted) {
  if (sorted.size() < 2) return std::nullopt;
  Peaks out;
  out.calibration = sorted.size();
  out.threshold = sorted[threshold_position(sorted)];
  out.excess = excesses_over(sorted, out.threshold);
  out.excesses = out.excess.size();
  if (out.excesses < kLeastExcesses || distinct(out.excess) < kLeastDistinct) return std::nullopt;
  out.fit = fit_pareto(out.excess);
  return out;
}

std::string no_tail_reason(std::span<const double> sorted) {
  if (sorted.empty() || sorted.front() == sorted.back()) return "all calibration scores are equal";
  const std::vector<double> excess = excesses_over(sorted, sorted[threshold_position(sorted)]);
  if (excess.size() < kLeastExcesses)
    return fmt::format("the tail of {} calibration scores is too short: {} scores, at least {} are needed",
                       sorted.size(), excess.size(), kLeastExcesses);
  return fmt::format("the tail has {} different scores only, at least {} are needed", distinct(excess),
                     kLeastDistinct);
}

Band return_levels(const Peaks& peaks, std::span<const double> rates, std::size_t resamples,
                   std::uint64_t seed) {
  Random random(seed, "return levels");
  Band out;
  std::vector<std::vector<double>> drawn(rates.size());
  std::size_t further = 0;
  for (std::size_t b = 0; b < resamples; ++b) {
    const Peaks other = resampled(peaks, random);
    further += other.fit.distance >= peaks.fit.distance;
    for (std::size_t r = 0; r < rates.size(); ++r) drawn[r].push_back(other.return_level(rates[r]));
  }
  out.goodness = double(further + 1) / double(resamples + 1);
  for (std::size_t r = 0; r < rates.size(); ++r) {
    std::sort(drawn[r].begin(), drawn[r].end());
    const double level = peaks.return_level(rates[r]);
    const auto at = [&](double share) {
      return drawn[r].empty() ? level : drawn[r][std::size_t(share * double(drawn[r].size() - 1))];
    };
    out.levels.push_back({rates[r], level, at(0.025), at(0.975)});
  }
  return out;
}

std::vector<MeanExcess> mean_excess(std::span<const double> sorted, std::size_t points) {
  constexpr std::size_t kLeastAbove = 10;
  std::vector<MeanExcess> out;
  const std::size_t n = sorted.size();
  if (n < 2 * kLeastAbove || points == 0) return out;
  for (std::size_t p = 0; p < points; ++p) {
    const double left = double(n) / 2 * std::pow(2.0 * kLeastAbove / double(n), double(p) / double(points));
    const double threshold = sorted[n - 1 - std::size_t(left)];
    if (!out.empty() && out.back().threshold == threshold) continue;
    double sum = 0, squares = 0, count = 0;
    for (const double y : excesses_over(sorted, threshold)) sum += y, squares += y * y, ++count;
    if (count < 2) break;
    const double mean = sum / count;
    out.push_back({threshold, mean, std::sqrt(std::max(0.0, squares / count - mean * mean) / (count - 1)),
                   std::size_t(count)});
  }
  return out;
}

}  // namespace discern
