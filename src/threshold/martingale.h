// Whether incoming records still look like calibration records: a bet against it, whose gain says how sure it
// lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"

namespace discern {

// A conformal test martingale (Vovk, Nouretdinov and Gammerman 2003) with the Simple Jumper's bets (Vovk et
// al. 2021). Each score's p-value is its rank among calibration and all scores before, ties at random, so
// that p-values of exchangeable scores are independent and uniform whatever the size of the calibration set.
// Scores count by their leading bits (a relative step of 2^-11), which keeps memory at 4 MiB for any number
// of them. Ville: with exchangeable records the value ever reaches c with a probability of at most 1 / c. Not
// thread-safe.
class ConformalMartingale {
 public:
  // aside: records with a p-value up to this are no bets, so that rare anomalies are not taken for drift; in
  // [0, 1).
  explicit ConformalMartingale(std::span<const double> calibration, double aside = 0);
  void add(double score);

  double log_value() const { return log_value_; }  // natural logarithm of the capital; it starts at 0
  double log_most() const { return log_most_; }    // the largest so far
  std::uint64_t records() const { return records_; }
  // Number, from 1, of the record at which the value first reached kAlarm; 0: never.
  std::uint64_t alarm() const { return alarm_; }
  static constexpr double kAlarm = 100;

 private:
  std::uint64_t count_above(std::uint32_t bin) const;
  void insert(std::uint32_t bin);
  void bet(double p);

  std::vector<std::uint32_t> tree_;  // a Fenwick tree of counts, highest bins first
  std::vector<std::uint32_t> counts_;
  std::uint64_t total_ = 0, records_ = 0, alarm_ = 0;
  double aside_;
  double capital_[3] = {1.0 / 3, 1.0 / 3,
                        1.0 / 3};  // on small p-values, on none, on large ones; they sum to 1
  double log_value_ = 0, log_most_ = 0;
  Random random_{0, "martingale"};
};

}  // namespace discern
