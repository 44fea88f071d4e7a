// How well scores rank labelled records. Ties are counted as scikit-learn counts them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace discern {

// scores and anomalous have the same size; at least one record of either kind, else Error(data).
double auroc(std::span<const double> scores, std::span<const char> anomalous);
// Average precision: sum of (recall step) x precision, without interpolation.
double auprc(std::span<const double> scores, std::span<const char> anomalous);
// Precision among the k strangest, k the number of anomalies (first come first among equals): F1 at the true count.
double f1_at_count(std::span<const double> scores, std::span<const char> anomalous);

struct CurvePoint {
  double cut;        // alerts are the scores >= cut
  double recall;     // true positive rate
  double false_alarm_rate;
  double precision;
};
// One point a distinct score, strangest first, thinned to at most `most` points that keep both ends.
std::vector<CurvePoint> curve(std::span<const double> scores, std::span<const char> anomalous, std::size_t most = 200);

struct Confusion {
  std::size_t true_alerts = 0, false_alerts = 0, missed = 0, true_normals = 0;
  double precision() const;
  double recall() const;
  double f1() const;
};

}  // namespace discern
