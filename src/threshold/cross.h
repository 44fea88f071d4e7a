// p-values where training records are too few to hold some out: every record calibrates with a model that did
// not learn from it. Valid up to a factor 2: P(p <= a) <= 2 a for a normal record, and about a as a rule
// (Barber et al. 2021; Vovk 2015).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace discern {

// CV+: (1 + number of records i whose score by the model without i's fold is at least the new record's score
// by that same model) / (n + 1).
class CrossConformal {
 public:
  // scores: [n] each record's by the model that was trained without its fold; folds: [n] from 0 to models
  // - 1. Error(usage) for other counts, an empty set or a fold that is not there.
  CrossConformal(std::span<const double> scores, std::span<const std::uint32_t> folds, std::size_t models);
  // by_model: [models] the new record's score by each.
  double p_value(std::span<const double> by_model) const;
  std::size_t models() const { return sorted_.size(); }

 private:
  std::vector<std::vector<double>> sorted_;  // [models] ascending
  std::size_t size_ = 0;
};

// Jackknife+-after-bootstrap (Kim et al. 2020): models learn from resamples; a record, and beside it the new
// one, is scored by the mean of the models that did not draw it.
class JackknifeAfterBootstrap {
 public:
  // scores: [n * models] record i's by model b at i * models + b; in_bag: as many, not 0 where b drew i. A
  // record that every model drew calibrates nothing. Error(usage) for other counts, or if no record is left.
  JackknifeAfterBootstrap(std::span<const double> scores, std::span<const char> in_bag, std::size_t models);
  double p_value(std::span<const double> by_model) const;
  std::size_t size() const { return scores_.size(); }

 private:
  double mean_without(std::size_t record, std::span<const double> by_model) const;

  std::size_t models_;
  std::vector<char> in_bag_;    // [size() * models]
  std::vector<double> scores_;  // [size()]
};

}  // namespace discern
