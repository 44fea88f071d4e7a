// How far the curves of labelled scores may lie from where they are drawn.
#pragma once

#include <vector>

#include "base/random.h"
#include "threshold/curves.h"

namespace discern {

// A pointwise 95 % band, from percentiles over stratified bootstrap samples.
struct Band {
  std::vector<double> at, low, high;  // ascending in at
};
struct CurveBands {
  Band roc;        // recall at a false-alarm rate
  Band precision;  // precision at a recall
  Band gain;       // recall at a share of records that alert
};
// 200 samples, fewer from 100,000 records on, at least 100. ranking has records of both kinds.
CurveBands curve_bands(const Ranking& ranking, Random& random);

// value of the curve through (x, y), ascending in x, straight between its points; x[0] <= at.
double value_at(const std::vector<double>& x, const std::vector<double>& y, double at);

}  // namespace discern
