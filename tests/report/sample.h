// Findings made by hand, for tests of the document and the page.
#pragma once

#include <string>
#include <vector>

#include "report/findings.h"

namespace discern::sample {

// Four calibration records (scores 1, 2, 3, 4; p-values are multiples of 0.2) and a rate of 0.2.
ModelFacts tiny_model();
// Scores 5, 4.5, 3.5, 2.5, 1.5 and 0.5 of records "a" to "f", p-values as tiny_model's, labels 1 1 0 1 0 0.
Findings tiny(bool labelled = true);

// `records` payments, every 50th strange, with reasons, values of `columns` columns and drift.
Findings payments(std::size_t records, std::size_t columns, std::size_t cases, bool labelled);

}  // namespace discern::sample
