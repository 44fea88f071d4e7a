// A learning curve that stays short however long the training.
#pragma once

#include <cstddef>
#include <vector>

#include "base/json.h"
#include "train/stateful.h"

namespace discern {

// Keeps at most kMost points, evenly spaced; each is the mean of the finite values since the one before.
class Curve : public Stateful {
 public:
  static constexpr std::size_t kMost = 256;  // even

  void add(double value);
  double last() const { return last_; }  // as it was added; 0 before the first
  Json save() const;  // {"step": [...], "value": [...]}; a point's step is the last it covers, from 1

  void save(Archive& archive, const std::string& name) const override;
  void load(const Archive& archive, const std::string& name) override;

 private:
  void thin();

  std::vector<double> values_;
  std::size_t stride_ = 1;
  std::size_t pending_ = 0;  // steps since the last point
  double sum_ = 0;
  std::size_t finite_ = 0;
  double last_ = 0;
};

}  // namespace discern
