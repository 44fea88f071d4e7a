#include "detector/map_scale.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/fail.h"
#include "methods/picture_map.h"

namespace discern {
namespace {

constexpr std::size_t kKnots = 512, kExact = 128;  // of the knots, those at the largest values
constexpr std::size_t kMostKnots = 4096;           // that a model file may bring
constexpr std::size_t kMostSorted = std::size_t(1) << 22;
constexpr double kLeastShareOfDeviation = 0.1;
constexpr double kLeastDeviation = 1e-6;
constexpr double kMostEvidence = 12;

// Sums over the pictures of a pixel.
struct Sums {
  double sum = 0, squares = 0;
};

double deviation_of(const Sums& sums, double n) {
  const double mean = sums.sum / n;
  return std::sqrt(std::max(sums.squares / n - mean * mean, 0.0));
}

// Ranks from the largest value on, from 1: the first ones, then ever farther apart, the last one.
std::vector<std::size_t> ranks_of_knots(std::size_t n) {
  std::vector<std::size_t> out;
  for (std::size_t rank = 1; rank <= std::min(n, kExact); ++rank) out.push_back(rank);
  const double pace = std::log(double(n) / double(kExact)) / double(kKnots - kExact);
  for (std::size_t i = 1; n > kExact && i <= kKnots - kExact; ++i)
    out.push_back(std::min(n, std::size_t(double(kExact) * std::exp(pace * double(i)))));
  out.back() = n;
  return out;
}

bool ascending(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
}

}  // namespace

void raw_maps(const Method& method, const PictureShape& shape, const float* x, std::size_t n, float* maps) {
  if (method.maps()) return method.map(x, n, maps);
  std::vector<float> made(shape.size());
  for (std::size_t i = 0; i < n; ++i) {
    method.reference(x + i * shape.size(), 1, made.data());
    PictureMap::difference(x + i * shape.size(), made.data(), shape, maps + i * shape.pixels());
  }
}

MapScale::MapScale(const Matrix& maps) {
  if (maps.rows < kLeastPictures) return;
  const double n = double(maps.rows);
  std::vector<Sums> sums(maps.cols);
  for (std::size_t i = 0; i < maps.rows; ++i)
    for (std::size_t p = 0; p < maps.cols; ++p) {
      const double value = double(maps.row(i)[p]);
      sums[p].sum += value;
      sums[p].squares += value * value;
    }
  double floor = 0;
  for (const Sums& own : sums) floor += deviation_of(own, n) / double(maps.cols);
  floor = std::max(kLeastShareOfDeviation * floor, kLeastDeviation);
  for (const Sums& own : sums) {
    usual_.push_back(float(own.sum / n));
    deviation_.push_back(float(deviation_of(own, n) + floor));
  }
  std::vector<double> z;
  const std::size_t stride = 1 + (maps.rows * maps.cols - 1) / kMostSorted;
  for (std::size_t at = 0; at < maps.rows * maps.cols; at += stride) {
    const double value = double(maps.data[at]);
    Sums others = sums[at % maps.cols];
    others.sum -= value;
    others.squares -= value * value;
    z.push_back((value - others.sum / (n - 1)) / (deviation_of(others, n - 1) + floor));
  }
  std::sort(z.begin(), z.end(), std::greater<>());
  const std::vector<std::size_t> ranks = ranks_of_knots(z.size());
  for (auto rank = ranks.rbegin(); rank != ranks.rend(); ++rank) {
    const double value = z[*rank - 1];
    if (!values_.empty() && value <= values_.back()) continue;
    const auto as_large = std::upper_bound(z.begin(), z.end(), value, std::greater<>()) - z.begin();
    values_.push_back(value);
    evidence_.push_back(-std::log10(double(1 + as_large) / double(z.size() + 1)));
  }
}

double MapScale::evidence(double z) const {
  const auto above = std::upper_bound(values_.begin(), values_.end(), z);
  if (above == values_.begin()) return 0;
  const std::size_t i = std::size_t(above - values_.begin()) - 1;
  if (above == values_.end()) return evidence_[i];
  const double share = (z - values_[i]) / (*above - values_[i]);
  return evidence_[i] + share * (evidence_[i + 1] - evidence_[i]);
}

void MapScale::apply(const float* map, float* out) const {
  for (std::size_t p = 0; p < usual_.size(); ++p)
    out[p] = float(evidence((double(map[p]) - double(usual_[p])) / double(deviation_[p])));
}

void MapScale::save(Archive& archive) const {
  if (!*this) return;
  archive.put("map.usual", {usual_.size()}, usual_);
  archive.put("map.deviation", {deviation_.size()}, deviation_);
  archive.put("map.values", {values_.size()}, values_);
  archive.put("map.evidence", {evidence_.size()}, evidence_);
}

MapScale MapScale::load(const Archive& archive, std::size_t pixels) {
  MapScale out;
  if (!archive.tensors.contains("map.values")) return out;
  out.values_ = archive.doubles("map.values");
  const std::size_t knots = out.values_.size();
  if (pixels == 0 || knots == 0 || knots > kMostKnots)
    fail(Fault::model,
         "model file: map.values has {} values, expected 1 to {} of a model of pictures; train "
         "the model again",
         knots, kMostKnots);
  out.evidence_ = archive.doubles("map.evidence", knots);
  out.usual_ = archive.floats("map.usual", pixels);
  out.deviation_ = archive.floats("map.deviation", pixels);
  const bool positive =
      std::all_of(out.deviation_.begin(), out.deviation_.end(), [](float v) { return v > 0; });
  if (!positive || !ascending(out.values_) || !ascending(out.evidence_) || out.evidence_.front() < 0 ||
      out.evidence_.back() > kMostEvidence)
    fail(Fault::model, "model file: the scale of its maps is not in order; train the model again");
  return out;
}

}  // namespace discern
