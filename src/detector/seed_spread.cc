#include "detector/seed_spread.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/fail.h"
#include "base/random.h"
#include "detector/scoring.h"
#include "threshold/ranks.h"

namespace discern {
namespace {

constexpr double kAgree = 0.9, kAtOdds = 0.3;
constexpr double kStrongest = 2;  // deviations

// Without their mean, to length 1; constant ones agree with nothing.
void standardise(std::vector<double>& values) {
  const double mean = std::reduce(values.begin(), values.end()) / double(values.size());
  for (double& value : values) value -= mean;
  const double length = std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
  if (length > 0)
    for (double& value : values) value /= length;
}

}  // namespace

SeedSpread::SeedSpread(const Matrix& normal, std::uint64_t seed)
    : moved_(std::min(kMost, normal.rows), normal.cols) {
  Random random(seed, "seed spread");
  for (std::size_t i = 0; i < moved_.rows; ++i) {
    const double strength = kStrongest * random.uniform();
    for (std::size_t f = 0; f < moved_.cols; ++f) {
      const bool moved = moved_.cols == 1 || random.uniform() < 0.5;
      const double noise = strength * random.normal();
      moved_.row(i)[f] = normal.row(i)[f] + (moved ? float(noise) : 0.0f);
    }
  }
}

void SeedSpread::add(const Method& method, const Calibration& calibration) {
  const Matrix components = components_of(method, {moved_, {}});
  std::vector<double> scores;
  for (std::size_t i = 0; i < components.rows; ++i)
    scores.push_back(fuse(method, calibration.tails, components.row(i)));
  ranks_.push_back(midranks(scores));
  standardise(ranks_.back());
}

double SeedSpread::correlation() const {
  double sum = 0;
  std::size_t pairs = 0;
  for (std::size_t a = 0; a < ranks_.size(); ++a)
    for (std::size_t b = 0; b < a; ++b, ++pairs)
      sum += std::inner_product(ranks_[a].begin(), ranks_[a].end(), ranks_[b].begin(), 0.0);
  return sum / double(pairs);
}

Verdict::Check SeedSpread::check() const {
  using Level = Verdict::Level;
  const double value = correlation();
  const Level level = value >= kAgree ? Level::pass : value >= kAtOdds ? Level::warn : Level::fail;
  return {"seed spread", level, value,
          fmt::format("trained with {} seeds, the models rank slightly strange records alike with a "
                      "correlation of {:.3f}",
                      ranks_.size(), value)};
}

}  // namespace discern
