// What single runs say together: means, their spread over seeds, and whether one method beats another.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "bench/runs.h"
#include "bench/wilcoxon.h"

namespace discern::bench {

struct Figure {
  const char* name;   // in the file of runs
  const char* title;  // in a table
  bool quality;       // higher is better, and methods are compared by it
};
inline constexpr std::array kFigures = {Figure{"auroc", "AUROC", true},
                                        Figure{"auprc", "AUPRC", true},
                                        Figure{"f1", "F1", true},
                                        Figure{"recall_at_1_percent", "recall1%", true},
                                        Figure{"train_seconds", "train s", false},
                                        Figure{"score_microseconds", "us/rec", false},
                                        Figure{"failed_verdict", "failed", false}};

// What was measured: each variant on each set with seeds from 0.
struct Scope {
  std::vector<std::string> sets, variants;
  std::uint64_t seeds = 1;
};

// Differences below it are ties: no reader would call one method better for them.
inline constexpr double kTie = 0.0005;

struct Comparison {
  std::size_t wins = 0, ties = 0, losses = 0;  // sets
  SignedRanks ranks;                           // of all differences, ties among them
};

class Summary {
 public:
  Summary(const Runs& runs, Scope scope) : runs_(runs), scope_(std::move(scope)) {}

  const Scope& scope() const { return scope_; }

  // Over the seeds that did not fail; NaN if all did.
  double set_mean(const std::string& variant, const std::string& set, const char* figure) const;
  // Over the sets' means; NaN if one of them is.
  double mean(const std::string& variant, const char* figure) const;
  // Standard deviation (n - 1) over seeds of the mean over sets; NaN with fewer than two seeds that every set
  // has.
  double seed_deviation(const std::string& variant, const char* figure) const;
  std::size_t failures(const std::string& variant, const std::string& set) const;
  std::size_t failures(const std::string& variant) const;

  // By the sets' means, on the sets that both have.
  Comparison compare(const std::string& variant, const std::string& other, const char* figure) const;

  // Of all that is above; against may be empty. NaN is null.
  Json save(const std::string& against) const;

 private:
  const Runs& runs_;
  Scope scope_;
};

}  // namespace discern::bench
