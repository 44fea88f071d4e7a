// Peaks over threshold: a generalised Pareto law for the scores above a high one, for rates that calibration
// scores are too few to count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "threshold/pareto.h"

namespace discern {

struct Peaks {
  double threshold = 0;         // a calibration score; the law is of what lies above it
  std::size_t excesses = 0;     // calibration scores above threshold
  std::size_t calibration = 0;  // all of them
  std::vector<double> excess;   // [excesses] ascending
  ParetoFit fit;

  // P(score > s) for s >= threshold.
  double tail_probability(double score) const;
  // The score that normal records exceed with this probability, at most the share above the threshold (Siffer
  // et al. 2017, with z_q of methods: t + scale / shape ((q n / excesses)^-shape - 1)).
  double return_level(double rate) const;
};

// Fewer excesses than this say nothing of a tail.
inline constexpr std::size_t kLeastExcesses = 40;
// A tenth of the scores, but at most n^(2/3): in the limit the law holds for an ever smaller share. Nothing
// where the tail is too short: fewer than kLeastExcesses above it, or than ten different ones. sorted:
// ascending.
std::optional<Peaks> fit_peaks(std::span<const double> sorted);
// Why not, in words; for what fit_peaks returns nothing for.
std::string no_tail_reason(std::span<const double> sorted);

struct ReturnLevel {
  double rate = 0, level = 0, low = 0, high = 0;
};
// With the percentile band of a parametric bootstrap, 95 %: excesses drawn from the law, as many as a
// binomial count of records would give, fitted anew. goodness: share of the resamples that lie further from
// their own fit than the sample from its; small means that the tail is no generalised Pareto law.
struct Band {
  std::vector<ReturnLevel> levels;  // one a rate
  double goodness = 1;
};
Band return_levels(const Peaks& peaks, std::span<const double> rates, std::size_t resamples = 200,
                   std::uint64_t seed = 0);

// Mean of score - threshold over the scores above it, by threshold: a straight line where a generalised
// Pareto law holds, rising with shape > 0.
struct MeanExcess {
  double threshold = 0, mean = 0, error = 0;  // standard error of the mean
  std::size_t above = 0;
};
// At most `points`, from the median to where ten scores are left. sorted: ascending.
std::vector<MeanExcess> mean_excess(std::span<const double> sorted, std::size_t points = 20);

}  // namespace discern
