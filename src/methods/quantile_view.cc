#include "methods/quantile_view.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>
#include <span>

#include "base/fail.h"

namespace discern {
namespace {

constexpr std::size_t kMostKnots = 1000;

// The standard normal score of the middle rank of value among n sorted ones.
float score_of(const std::vector<float>& sorted, float value) {
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
  const double rank = double((first - sorted.begin()) + (last - sorted.begin())) / 2;
  const double share = rank / double(sorted.size());
  const double score = std::numbers::sqrt2 * boost::math::erf_inv(2 * share - 1);
  return std::clamp(float(score), -QuantileView::kMost, QuantileView::kMost);
}

std::vector<float> knots_of(const std::vector<float>& sorted) {
  std::vector<float> knots = sorted;
  knots.erase(std::unique(knots.begin(), knots.end()), knots.end());
  if (knots.size() <= kMostKnots) return knots;
  knots.clear();
  for (std::size_t i = 0; i < kMostKnots; ++i)
    knots.push_back(sorted[i * (sorted.size() - 1) / (kMostKnots - 1)]);
  knots.erase(std::unique(knots.begin(), knots.end()), knots.end());
  return knots;
}

// How many of the sorted knots are at most value, without a branch that could be guessed wrong.
std::size_t count_up_to(const float* knots, std::size_t size, float value) {
  std::size_t count = 0;
  while (size > 0) {
    const std::size_t half = (size + 1) / 2;
    count += knots[count + half - 1] <= value ? half : 0;
    size -= half;
  }
  return count;
}

}  // namespace

QuantileView::QuantileView(const Matrix& normal, std::size_t condition) : begins_{0} {
  std::vector<float> column(normal.rows);
  for (std::size_t j = 0; j < normal.cols - condition; ++j) {
    for (std::size_t i = 0; i < normal.rows; ++i) column[i] = normal.row(i)[j];
    std::sort(column.begin(), column.end());
    learn(column);
  }
  for (std::size_t j = 0; j < condition; ++j) {
    for (const float same : {0.0f, kMost}) values_.push_back(same), scores_.push_back(same);
    begins_.push_back(values_.size());
  }
}

void QuantileView::learn(std::vector<float> sorted) {
  for (const float knot : knots_of(sorted)) {
    values_.push_back(knot);
    scores_.push_back(score_of(sorted, knot));
  }
  begins_.push_back(values_.size());
}

float QuantileView::score(std::size_t feature, float value) const {
  const float* const knots = values_.data() + begins_[feature];
  const float* const scores = scores_.data() + begins_[feature];
  const std::size_t size = begins_[feature + 1] - begins_[feature];
  const std::size_t up_to = count_up_to(knots, size, value);
  if (up_to == 0) return std::max(scores[0] + (value - knots[0]), -kMost);
  const std::size_t below = up_to - 1;
  if (up_to == size) return std::min(scores[below] + (value - knots[below]), kMost);
  // In double, so that no difference of knots overflows.
  const double part = (double(value) - knots[below]) / (double(knots[up_to]) - knots[below]);
  return std::min(scores[below] + float(part) * (scores[up_to] - scores[below]), scores[up_to]);
}

// Feature by feature, so that its knots stay in the first-level cache.
void QuantileView::apply(const float* x, std::size_t n, float* out) const {
  const std::size_t d = width();
  for (std::size_t j = 0; j < d; ++j)
    for (std::size_t i = 0; i < n; ++i) out[i * d + j] = score(j, x[i * d + j]);
}

void QuantileView::save(Archive& archive, const std::string& name) const {
  archive.meta[name] = begins_;
  archive.put(name + ".values", {values_.size()}, values_);
  archive.put(name + ".scores", {scores_.size()}, scores_);
}

QuantileView QuantileView::load(const Archive& archive, const std::string& name, std::size_t width) {
  QuantileView view;
  view.begins_ = read_meta<std::vector<std::size_t>>(archive.meta, name.c_str());
  view.values_ = archive.floats(name + ".values");
  view.scores_ = archive.floats(name + ".scores", view.values_.size());
  bool sound = view.begins_.size() == width + 1 && view.begins_.front() == 0 &&
               view.begins_.back() == view.values_.size();
  for (std::size_t j = 0; sound && j < width; ++j) {
    sound = view.begins_[j] < view.begins_[j + 1] && view.begins_[j + 1] <= view.values_.size();
    for (std::size_t k = view.begins_[j] + 1; sound && k < view.begins_[j + 1]; ++k)
      sound = view.values_[k - 1] < view.values_[k] && view.scores_[k - 1] <= view.scores_[k];
  }
  for (const float score : view.scores_) sound = sound && std::abs(score) <= kMost;
  if (!sound)
    fail(Fault::model, "model file: the quantiles \"{}\" are impossible; train the model again", name);
  return view;
}

}  // namespace discern
