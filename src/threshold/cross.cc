#include "threshold/cross.h"

#include <algorithm>

#include "base/fail.h"

namespace discern {

CrossConformal::CrossConformal(std::span<const double> scores, std::span<const std::uint32_t> folds,
                               std::size_t models)
    : sorted_(models), size_(scores.size()) {
  if (scores.empty() || scores.size() != folds.size())
    fail(Fault::usage, "cross-conformal: {} scores for {} folds; give one fold a record, at least one record",
         scores.size(), folds.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (folds[i] >= models)
      fail(Fault::usage, "cross-conformal: record {} is in fold {}, but there are {} models, from 0", i + 1,
           folds[i], models);
    sorted_[folds[i]].push_back(scores[i]);
  }
  for (std::vector<double>& fold : sorted_) std::sort(fold.begin(), fold.end());
}

double CrossConformal::p_value(std::span<const double> by_model) const {
  std::size_t at_least = 1;
  for (std::size_t k = 0; k < sorted_.size(); ++k)
    at_least +=
        std::size_t(sorted_[k].end() - std::lower_bound(sorted_[k].begin(), sorted_[k].end(), by_model[k]));
  return double(at_least) / double(size_ + 1);
}

JackknifeAfterBootstrap::JackknifeAfterBootstrap(std::span<const double> scores, std::span<const char> in_bag,
                                                 std::size_t models)
    : models_(models) {
  if (models == 0 || scores.size() != in_bag.size() || scores.size() % models != 0)
    fail(Fault::usage, "jackknife after bootstrap: {} scores and {} flags for {} models; give one of each",
         scores.size(), in_bag.size(), models);
  for (std::size_t i = 0; i < scores.size() / models; ++i) {
    const auto flags = in_bag.subspan(i * models, models);
    if (std::find(flags.begin(), flags.end(), char(0)) == flags.end()) continue;
    in_bag_.insert(in_bag_.end(), flags.begin(), flags.end());
    scores_.push_back(0);
    scores_.back() = mean_without(scores_.size() - 1, scores.subspan(i * models, models));
  }
  if (scores_.empty())
    fail(Fault::usage, "jackknife after bootstrap: every model drew every record; draw smaller resamples");
}

double JackknifeAfterBootstrap::mean_without(std::size_t record, std::span<const double> by_model) const {
  double sum = 0, count = 0;
  for (std::size_t b = 0; b < models_; ++b) {
    if (in_bag_[record * models_ + b]) continue;
    sum += by_model[b];
    ++count;
  }
  return sum / count;
}

double JackknifeAfterBootstrap::p_value(std::span<const double> by_model) const {
  std::size_t at_least = 1;
  for (std::size_t i = 0; i < scores_.size(); ++i) at_least += scores_[i] >= mean_without(i, by_model);
  return double(at_least) / double(scores_.size() + 1);
}

}  // namespace discern
