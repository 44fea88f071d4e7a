// Features by their rank among normal records, as standard normal scores: what is rare is far, however small
// its numbers.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/matrix.h"

namespace discern {

// Immutable after construction; apply may be called from any number of threads.
class QuantileView {
 public:
  static constexpr float kMost = 3.5f;  // the largest score, either sign

  QuantileView() = default;
  // Learns each feature's quantiles from normal [n >= 1, width], finite. Of equal values all have the middle
  // one's rank, so that a flag that is rarely set is far from the others and they are near 0.
  // The last `condition` features keep their values up to kMost: ranks would bring rare and frequent kinds
  // closer than they are.
  explicit QuantileView(const Matrix& normal, std::size_t condition = 0);

  std::size_t width() const { return begins_.empty() ? 0 : begins_.size() - 1; }

  // x [n, width] -> out [n, width], in [-kMost, kMost]: between the learned quantiles linear, beyond the
  // outermost one x's own step further. Never falls as x rises. A row's bits do not depend on n.
  void apply(const float* x, std::size_t n, float* out) const;

  void save(Archive& archive, const std::string& name) const;
  // Error(model) unless the archive holds one of this width.
  static QuantileView load(const Archive& archive, const std::string& name, std::size_t width);

 private:
  void learn(std::vector<float> sorted);
  float score(std::size_t feature, float value) const;

  std::vector<std::size_t> begins_;     // [width + 1]: where a feature's knots stand
  std::vector<float> values_, scores_;  // [knots], ascending within a feature
};

}  // namespace discern
