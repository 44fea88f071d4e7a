#include "threshold/pareto.h"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace discern {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Below this a shape is that of an exponential law to the precision of doubles.
constexpr double kFlat = 1e-12;
constexpr double kLeastShape = -1;
// How much nearer maximum likelihood must lie to be kept.
constexpr double kNearer = 1.25;

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / double(values.size());
}

// The profile of the likelihood in slope = shape / scale: for a slope the best shape is mean log(1 + slope
// y).
struct Profile {
  std::span<const double> excesses;

  double shape(double slope) const {
    double sum = 0;
    for (const double y : excesses) sum += std::log1p(slope * y);
    return sum / double(excesses.size());
  }
  Pareto law(double slope) const {
    const double xi = shape(slope);
    return {xi, xi / slope};
  }
  // 0 at a stationary point; and at slope 0, which is none as a rule (Grimshaw's h).
  double stationary(double slope) const {
    double logs = 0, inverse = 0;
    for (const double y : excesses) {
      logs += std::log1p(slope * y);
      inverse += 1 / (1 + slope * y);
    }
    const double n = double(excesses.size());
    return (1 + logs / n) * (inverse / n) - 1;
  }
};

double solve(const Profile& profile, double low, double high, double at_low, double at_high) {
  std::uintmax_t steps = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      [&](double slope) { return profile.stationary(slope); }, low, high, at_low, at_high,
      boost::math::tools::eps_tolerance<double>(50), steps);
  return 0.5 * (bracket.first + bracket.second);
}

// Slopes of one sign, from nearest to 0 outwards.
std::vector<double> slopes(double sign, double most, double mean, std::size_t count) {
  std::vector<double> out;
  const double least = 1e-6 / mean;
  for (std::size_t i = 0; i <= count; ++i) {
    const double part = double(i) / double(count);
    if (sign > 0)
      out.push_back(least * std::pow(most / least, part));
    else  // nearer and nearer to the pole at -most
      out.push_back(-most * (1 - std::pow(1e-9, part) * (1 - std::min(0.5, least / most))));
  }
  return out;
}

// The law with the least shape allowed: uniform up to the largest excess.
Pareto shortest(std::span<const double> excesses) {
  return {kLeastShape, *std::max_element(excesses.begin(), excesses.end())};
}

void keep_better(std::span<const double> excesses, const Pareto& law, Pareto& best, double& most) {
  if (!(law.shape >= kLeastShape) || !(law.scale > 0) || !std::isfinite(law.scale)) return;
  const double likelihood = log_likelihood(law, excesses);
  if (likelihood > most) most = likelihood, best = law;
}

void set_errors(ParetoFit& fit, double n) {
  const double xi = fit.law.shape, sigma = fit.law.scale;
  fit.shape_error = fit.scale_error = std::numeric_limits<double>::quiet_NaN();
  if (fit.by == ParetoFit::By::maximum_likelihood && xi > -0.5) {
    fit.shape_error = (1 + xi) / std::sqrt(n);
    fit.scale_error = sigma * std::sqrt(2 * (1 + xi) / n);
  } else if (fit.by == ParetoFit::By::weighted_moments && xi < 0.5) {
    // Hosking and Wallis (1987), with k = -shape.
    const double k = -xi, below = n * (1 + 2 * k) * (3 + 2 * k);
    fit.shape_error = std::sqrt((1 + k) * (2 + k) * (2 + k) * (1 + k + 2 * k * k) / below);
    fit.scale_error = sigma * std::sqrt((7 + 18 * k + 11 * k * k + 2 * k * k * k) / below);
  }
}

}  // namespace

double Pareto::survival(double y) const {
  if (y <= 0) return 1;
  if (std::abs(shape) < kFlat) return std::exp(-y / scale);
  const double inside = shape * y / scale;
  return inside <= -1 ? 0 : std::exp(-std::log1p(inside) / shape);
}

double Pareto::quantile(double share) const {
  if (std::abs(shape) < kFlat) return -scale * std::log(share);
  return scale / shape * std::expm1(-shape * std::log(share));
}

double Pareto::density_log(double y) const {
  if (std::abs(shape) < kFlat) return -std::log(scale) - y / scale;
  const double inside = shape * y / scale;
  // A uniform law, shape -1, reaches its end.
  if (inside < -1 || (inside == -1 && shape > -1)) return -kInfinity;
  if (shape == -1) return -std::log(scale);
  return -std::log(scale) - (1 + 1 / shape) * std::log1p(inside);
}

double log_likelihood(const Pareto& law, std::span<const double> excesses) {
  double sum = 0;
  for (const double y : excesses) sum += law.density_log(y);
  return sum;
}

double anderson_darling(const Pareto& law, std::span<const double> sorted) {
  const std::size_t n = sorted.size();
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double below = 1 - law.survival(sorted[i]), above = law.survival(sorted[n - 1 - i]);
    if (below <= 0 || above <= 0) return kInfinity;
    sum += double(2 * i + 1) * (std::log(below) + std::log(above));
  }
  return -double(n) - sum / double(n);
}

Pareto fit_weighted_moments(std::span<const double> sorted) {
  const double n = double(sorted.size());
  double first = 0, second = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    first += sorted[i] / n;
    second += sorted[i] / n * (n - 1 - double(i)) / (n - 1);
  }
  const double gap = first - 2 * second;
  return {2 - first / gap, 2 * first * second / gap};
}

Pareto fit_maximum_likelihood(std::span<const double> excesses, std::size_t effort) {
  const Profile profile{excesses};
  const double mean = mean_of(excesses);
  const auto [least, largest] = std::minmax_element(excesses.begin(), excesses.end());
  Pareto best{0, mean};
  double most = log_likelihood(best, excesses);
  keep_better(excesses, shortest(excesses), best, most);
  // Beyond 2 (mean - least) / least^2 there is no stationary point (Grimshaw); very small excesses make that
  // useless.
  const double above = std::clamp(2 * (mean - *least) / (*least * *least), 2e-6 / mean, 1e6 / mean);
  for (const auto& [sign, end] : {std::pair(1.0, above), std::pair(-1.0, 1 / *largest)}) {
    double before = 0, at_before = 0;
    for (const double slope : slopes(sign, end, mean, effort)) {
      const double here = profile.stationary(slope);
      if (before != 0 && (here > 0) != (at_before > 0)) {
        const bool rising = before < slope;
        const double root = rising ? solve(profile, before, slope, at_before, here)
                                   : solve(profile, slope, before, here, at_before);
        keep_better(excesses, profile.law(root), best, most);
      }
      before = slope, at_before = here;
    }
  }
  return best;
}

ParetoFit fit_pareto(std::span<const double> sorted, std::size_t effort) {
  using By = ParetoFit::By;
  ParetoFit likely{fit_maximum_likelihood(sorted, effort), By::maximum_likelihood},
      weighted{fit_weighted_moments(sorted), By::weighted_moments};
  likely.distance = anderson_darling(likely.law, sorted);
  weighted.distance = weighted.law.scale > 0 ? anderson_darling(weighted.law, sorted) : kInfinity;
  ParetoFit out = weighted.distance < kNearer * likely.distance ? weighted : likely;
  set_errors(out, double(sorted.size()));
  return out;
}

}  // namespace discern
