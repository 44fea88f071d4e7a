// From component scores of normal records that training never saw to tails and the fused score's p-value.
#pragma once

#include <vector>

#include "base/matrix.h"
#include "methods/method.h"
#include "threshold/conformal.h"
#include "threshold/tail.h"

namespace discern {

struct Calibration {
  std::vector<Tail> tails;  // one a component, then surprises
  Conformal conformal;      // of the fused scores
};

// components: [n, component_names().size()] of held-out normal records, n >= 2, finite.
// Each record's fused score is made as a fresh record's is: against the tails of all the others, so that
// held-out and fresh normal records are exchangeable up to one record in n.
Calibration calibrate(const Method& method, const Matrix& components);

// The fused scores behind the p-value, [n], in the order of the rows.
std::vector<double> left_out_scores(const Method& method, const std::vector<Tail>& tails,
                                    const Matrix& components);

}  // namespace discern
