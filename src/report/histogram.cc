#include "report/histogram.h"

#include <algorithm>
#include <cmath>

namespace discern {
namespace {

constexpr double kCalibrationBins = 30;
constexpr double kMostBins = 60;

std::vector<double> edges_for(std::span<const double> scores, std::span<const double> calibration) {
  double low = calibration.front(), high = calibration.back();
  double width = (high - low) / kCalibrationBins;
  if (!(width > 0) || !std::isfinite(width)) width = std::max(1e-9, std::abs(high) / kCalibrationBins);
  for (const double score : scores) {
    low = std::min(low, score);
    high = std::max(high, score);
  }
  // Far below the calibration scores is one bin: nothing there asks for attention.
  const double start = std::max(low, calibration.front() - 5 * width);
  const double bins = std::clamp(std::ceil((high - start) / width), 1.0, kMostBins);
  std::vector<double> edges;
  for (double k = 0; k <= bins; ++k) edges.push_back(start + k * width);
  return edges;
}

std::size_t bin_of(const std::vector<double>& edges, double score) {
  const auto above = std::upper_bound(edges.begin() + 1, edges.end() - 1, score);
  return std::size_t(above - edges.begin()) - 1;
}

}  // namespace

Histogram histogram(std::span<const double> scores, std::span<const double> calibration,
                    std::span<const char> anomalous) {
  Histogram out;
  out.edges = edges_for(scores, calibration);
  const std::size_t bins = out.edges.size() - 1;
  out.scored.resize(bins);
  out.calibration.resize(bins);
  if (!anomalous.empty()) out.anomalous.resize(bins);
  for (const double score : calibration) ++out.calibration[bin_of(out.edges, score)];
  // The last edge is a sum: the highest score may lie a rounding error above it.
  const double end = out.edges.back() + 1e-6 * (out.edges[1] - out.edges[0]);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    out.below += scores[i] < out.edges.front();
    out.above += scores[i] > end;
    const std::size_t bin = bin_of(out.edges, scores[i]);
    ++out.scored[bin];
    if (!anomalous.empty() && anomalous[i]) ++out.anomalous[bin];
  }
  return out;
}

}  // namespace discern
