// Synthetic against real records: how alike they are, and whether training records are given away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "discern/detector.h"

namespace discern {

// One column's two distributions.
struct ColumnDistance {
  std::string column;
  std::string measure;  // numbers: "Kolmogorov-Smirnov", missing counted as below all; else "total variation"
  double distance = 0;  // in [0, 1], 0: the same
  double chance = 0;    // 95 % of distances between samples of one distribution are at most about this
};

// By the nearest other record among both kinds, as many of each (Lopez-Paz and Oquab 2017, "Revisiting
// classifier two-sample tests", with the leave-one-out nearest neighbour as classifier).
struct TwoSampleTest {
  std::size_t records = 0;   // of each kind
  double accuracy = 0;       // share told rightly; 0.5: not told apart; below: the two kinds stand in pairs
  double low = 0, high = 0;  // 95 % interval
};

// How near synthetic and held-out real records come to their closest training record.
struct PrivacyCheck {
  std::uint64_t training = 0;                    // records
  double median_synthetic = 0, median_real = 0;  // distances in features
  double ratio = 0;                              // of the medians; NaN if the real one is 0
  double close_synthetic = 0, close_real = 0;    // share nearer than the real ones' 5 % quantile
  double copies_synthetic = 0, copies_real = 0;  // share at distance 0
  bool suspicious =
      false;  // clearly more are close, or copies, than of the real records: 95 % intervals are apart
};

struct SyntheticEvaluation {
  std::uint64_t synthetic = 0, real = 0;                  // records read
  std::size_t synthetic_compared = 0, real_compared = 0;  // drawn from them at random
  std::vector<ColumnDistance> columns;                    // largest distance first
  // Pearson correlations between features of different columns, synthetic less real, absolute.
  double correlation_mean = 0, correlation_largest = 0;
  double correlation_chance = 0;                      // the mean between samples of one distribution, about
  std::string correlation_first, correlation_second;  // columns of the largest; empty with one column
  TwoSampleTest two_sample;
  std::optional<PrivacyCheck> privacy;  // with training records
};

struct SyntheticOptions {
  std::size_t most_records = 5000;  // of each kind that are compared
  std::uint64_t seed = 0;           // of which ones
};

// All on features of the detector's preparation. real: records that are not among the training records.
// training: null, or what the detector was trained on; read in bounded memory. Error(data) for a missing or
// mistyped column and for fewer than 20 records of a kind.
SyntheticEvaluation evaluate_synthetic(const Detector& detector, Source& synthetic, Source& real,
                                       Source* training = nullptr, const SyntheticOptions& options = {});

}  // namespace discern
