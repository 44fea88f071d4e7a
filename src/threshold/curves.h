// How well scores rank labelled records. Ties are counted as scikit-learn counts them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace discern {

// Records in order of their scores, strangest first; equal scores share a group.
struct Ranking {
  std::vector<double> cuts;                      // [groups] descending
  std::vector<std::uint32_t> anomalous, normal;  // [groups] records with that score
  std::size_t anomalous_total = 0, normal_total = 0;
};
// scores and anomalous have the same size; at least one record of either kind and finite scores, else
// Error(data).
Ranking rank(std::span<const double> scores, std::span<const char> anomalous);

double auroc(const Ranking& ranking);
// Average precision: sum of (recall step) x precision, without interpolation.
double auprc(const Ranking& ranking);
double auroc(std::span<const double> scores, std::span<const char> anomalous);
double auprc(std::span<const double> scores, std::span<const char> anomalous);
// Precision among the k strangest, k the number of anomalies (first come first among equals): F1 at the true
// count.
double f1_at_count(std::span<const double> scores, std::span<const char> anomalous);

struct CurvePoint {
  double cut;               // alerts are the scores >= cut
  double recall;            // true positive rate
  double false_alarm_rate;  // false positive rate
  double precision;
};
// One point a distinct score, strangest first, thinned to at most `most` points (at least 2) that keep both
// ends.
std::vector<CurvePoint> curve(const Ranking& ranking, std::size_t most = 200);
std::vector<CurvePoint> curve(std::span<const double> scores, std::span<const char> anomalous,
                              std::size_t most = 200);

// A ratio of nothing to nothing is 0.
struct Confusion {
  std::size_t true_alerts = 0, false_alerts = 0, missed = 0, true_normals = 0;
  double precision() const;
  double recall() const;
  double f1() const;
};

}  // namespace discern
