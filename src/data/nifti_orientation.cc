#include "data/nifti_orientation.h"

#include <algorithm>
#include <cmath>

namespace discern {

Orientation nearest_orientation(const std::array<std::array<double, 3>, 3>& matrix) {
  auto m = matrix;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double length = std::hypot(m[0][axis], m[1][axis], m[2][axis]);
    if (!(length > 0) || !std::isfinite(length)) return {};
    for (auto& row : m) row[axis] /= length;
  }
  std::array<std::size_t, 3> order = {0, 1, 2}, best = order;
  double most = -1;
  do {
    const double sum = std::abs(m[0][order[0]]) + std::abs(m[1][order[1]]) + std::abs(m[2][order[2]]);
    if (sum > most + 1e-9) {
      most = sum;
      best = order;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  Orientation out;
  for (std::size_t direction = 0; direction < 3; ++direction)
    out.toward[direction] = {best[direction], m[direction][best[direction]] < 0};
  return out;
}

// nifti1.h, "quaternion representation of the rotation matrix".
std::array<std::array<double, 3>, 3> quaternion_matrix(double b, double c, double d, double factor,
                                                       const std::array<double, 3>& spacing) {
  const double a = std::sqrt(std::max(0.0, 1 - (b * b + c * c + d * d)));
  std::array<std::array<double, 3>, 3> m = {
      {{a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)},
       {2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)},
       {2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c}}};
  for (auto& row : m)
    for (std::size_t axis = 0; axis < 3; ++axis) row[axis] *= spacing[axis] * (axis == 2 ? factor : 1);
  return m;
}

View view_of(const Orientation& orientation, SliceAxis axis) {
  const auto against = [](Direction d) { return Direction{d.axis, !d.reversed}; };
  const Direction right = orientation.toward[0], front = orientation.toward[1], top = orientation.toward[2];
  switch (axis) {
    case SliceAxis::coronal:
      return {against(top), against(right), front};
    case SliceAxis::sagittal:
      return {against(top), against(front), right};
    case SliceAxis::axial:
      break;
  }
  return {against(front), against(right), top};
}

}  // namespace discern
