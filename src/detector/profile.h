// What each column looked like in training, for reasons and for drift.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/random.h"
#include "data/schema.h"

namespace discern {

struct NumericProfile {
  std::vector<double> quantiles;  // at kProfileLevels; NaN-free; empty if all values were missing
  std::vector<double>
      edges;  // of the drift bins: the deciles, each once; bin b holds edges[b-1] < v <= edges[b]
  std::vector<double> shares;  // [edges + 1] of the values that are not missing
  // Ranges within the categories of one other column, where that column tells more than the whole: 1 % and 99
  // %.
  std::ptrdiff_t given = -1;                      // column, or -1
  std::vector<std::pair<double, double>> ranges;  // [categories of given], NaN where too few records
};
inline constexpr std::size_t kMedianLevel = 8;
inline constexpr double kProfileLevels[] = {0,   0.005, 0.01, 0.05, 0.1,  0.2,  0.3,   0.4, 0.5,
                                            0.6, 0.7,   0.8,  0.9,  0.95, 0.99, 0.995, 1};

// The drift bin of a value that is not missing.
std::size_t drift_bin(const NumericProfile& profile, double value);

struct ColumnProfile {
  double missing = 0;                   // share of records
  NumericProfile numeric;               // numeric and boolean columns
  std::vector<double> category_shares;  // categorical: of all records, by index in the schema
};

class Profile {
 public:
  static Profile learn(const Schema& schema, const Table& normal);
  const ColumnProfile& column(std::size_t j) const { return columns_[j]; }
  std::size_t size() const { return columns_.size(); }

  void save(Archive& archive) const;
  static Profile load(const Archive& archive, const Schema& schema);

 private:
  std::vector<ColumnProfile> columns_;
};

// Counts of scored records in the bins of a profile, for the drift table; add() from one thread.
class DriftCounter {
 public:
  DriftCounter(const Schema& schema, const Profile& profile);
  void add(const Table& table);
  struct Drift {
    std::string column;
    double psi = 0;  // population stability index: sum (q - p) log(q / p), shares floored at 1e-4
    double missing_before = 0, missing_now = 0;
    double unknown_now = 0;                    // share of records with an unknown category
    double median_before = 0, median_now = 0;  // numeric columns, else NaN
    double true_before = 0, true_now = 0;  // boolean columns: share of the values that are there; else NaN
  };
  std::vector<Drift> result() const;  // largest psi first
  // Medians are exact up to this many records; of more, they are those of a random sample of as many.
  static constexpr std::size_t kSample = 10'000;

 private:
  void sample(const Table& table);

  const Schema* schema_;
  const Profile* profile_;
  std::vector<std::vector<double>> counts_;  // [columns][bins or categories, unknown, missing]
  double rows_ = 0;
  Random random_{0, "drift"};
  std::vector<std::vector<double>> sample_;  // [columns][records of the sample]; empty if categorical
};

}  // namespace discern
