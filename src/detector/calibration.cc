#include "detector/calibration.h"

#include <algorithm>

namespace discern {
namespace {

std::vector<float> column_of(const Matrix& matrix, std::size_t column) {
  std::vector<float> values;
  for (std::size_t i = 0; i < matrix.rows; ++i) values.push_back(matrix.row(i)[column]);
  return values;
}

double left_out(const Tail& tail, float value) {
  const auto sorted = tail.sorted();
  return tail.surprise_left_out(
      std::size_t(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin()));
}

}  // namespace

std::vector<double> left_out_scores(const Method& method, const std::vector<Tail>& tails,
                                    const Matrix& components) {
  const std::vector<Component>& own = method.components();
  std::vector<double> scores;
  for (std::size_t i = 0; i < components.rows; ++i) {
    double sum = left_out(tails[own.size()], components.row(i)[own.size()]);
    double count = 1;
    for (std::size_t c = 0; c < own.size(); ++c) {
      if (!own[c].fused) continue;
      sum += left_out(tails[c], components.row(i)[c]);
      ++count;
    }
    scores.push_back(sum / count);
  }
  return scores;
}

Calibration calibrate(const Method& method, const Matrix& components) {
  Calibration out;
  for (std::size_t c = 0; c < components.cols; ++c) out.tails.emplace_back(column_of(components, c));
  out.conformal = Conformal(left_out_scores(method, out.tails, components));
  return out;
}

}  // namespace discern
