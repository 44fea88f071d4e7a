// How far scores depend on the seed of a training.
#pragma once

#include <cstdint>
#include <vector>

#include "detector/calibration.h"
#include "detector/verdict.h"

namespace discern {

// Normal records moved by noise of many strengths, between hardly and clearly strange, are scored by models
// that differ in their seed alone; their ranks should agree.
class SeedSpread {
 public:
  // normal [n >= 2, width]: prepared normal records, of which up to kMost are moved.
  SeedSpread(const Matrix& normal, std::uint64_t seed);

  void add(const Method& method, const Calibration& calibration);

  // The mean of Spearman's rank correlation over the pairs of models, at least two.
  double correlation() const;
  Verdict::Check check() const;

  static constexpr std::size_t kMost = 1000;

 private:
  Matrix moved_;
  std::vector<std::vector<double>> ranks_;  // [models][records], mean 0 and length 1, or all 0
};

}  // namespace discern
