// Whether one model's scores rank labelled records better than another's: DeLong, DeLong and Clarke-Pearson
// 1988.
#pragma once

#include <span>

namespace discern {

struct PairedAreas {
  double first = 0, second = 0;  // AUROC of each
  double difference = 0;         // second - first
  double low = 0, high = 0;      // of the difference, 95 %
  double p_value = 1;            // two-sided, of no difference; 1 where both rank the same
};
// first, second and anomalous: one a record, the same records, finite scores. The covariance of the areas is
// S10 / m + S01 / n, with S10 and S01 the covariances of the structural components over the m anomalous and n
// normal records, worked out from midranks (Sun and Xu 2014). Error(data) unless there are two records of
// either kind and sizes agree.
PairedAreas delong(std::span<const double> first, std::span<const double> second,
                   std::span<const char> anomalous);

// Two-sided exact test that two counts have the same mean (McNemar 1947): binomial with n = a + b, 1/2.
double sign_test(std::size_t a, std::size_t b);

}  // namespace discern
