#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "detector/profile.h"
#include "kernels/wide.h"

namespace discern {
namespace {

double psi_of(const std::vector<double>& before, const std::vector<double>& now) {
  constexpr double kFloor = 1e-4;
  double sum = 0;
  for (std::size_t b = 0; b < before.size(); ++b) {
    const double p = std::max(before[b], kFloor), q = std::max(now[b], kFloor);
    sum += (q - p) * std::log(q / p);
  }
  return sum;
}

double median_of(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2) return *middle;
  return std::midpoint(*std::max_element(values.begin(), middle), *middle);
}

// A loop without a branch: random values mispredict every search among the edges.
DISCERN_WIDE std::size_t count_beyond(const double* values, std::size_t n, double edge) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < n; ++i) count += values[i] > edge;
  return count;
}

// counts: of the bins, of the unknown, of the missing.
void count_numbers(const std::vector<double>& values, const std::vector<double>& edges,
                   std::vector<double>& counts) {
  std::size_t missing = 0;
  for (const double v : values) missing += v != v;
  counts.back() += double(missing);
  double from_here = double(values.size() - missing);
  for (std::size_t b = 0; b < edges.size(); ++b) {
    const double beyond = double(count_beyond(values.data(), values.size(), edges[b]));
    counts[b] += from_here - beyond;
    from_here = beyond;
  }
  counts[edges.size()] += from_here;
}

// Of the values that are there; shares: of bins, then of the unknown and the missing or nothing. NaN if one
// bin holds both kinds.
double true_share(const std::vector<double>& shares, const NumericProfile& profile) {
  const std::size_t no = drift_bin(profile, 0), yes = drift_bin(profile, 1);
  const double present = shares[no] + shares[yes];
  return no == yes || present == 0 ? std::numeric_limits<double>::quiet_NaN() : shares[yes] / present;
}

}  // namespace

// A row of counts: the bins or categories, then the unknown, then the missing.
DriftCounter::DriftCounter(const Schema& schema, const Profile& profile)
    : schema_(&schema), profile_(&profile) {
  for (std::size_t j = 0; j < schema.columns.size(); ++j) {
    const bool categorical = schema.columns[j].kind == Kind::categorical;
    const std::size_t bins = profile.column(j).numeric.edges.size() + 1;
    counts_.emplace_back((categorical ? schema.columns[j].categories.size() : bins) + 2);
  }
  sample_.resize(schema.columns.size());
}

// Vitter's algorithm R (1985): every record is in the sample with the same probability.
void DriftCounter::sample(const Table& table) {
  for (std::size_t i = 0; i < table.rows; ++i) {
    const auto seen = std::uint64_t(rows_) + i;
    const std::uint64_t place = seen < kSample ? seen : random_.below(seen + 1);
    if (place >= kSample) continue;
    for (std::size_t j = 0; j < sample_.size(); ++j) {
      if (!is_measured(schema_->columns[j].kind)) continue;
      if (place == sample_[j].size()) sample_[j].emplace_back();
      sample_[j][place] = table.columns[j][i];
    }
  }
}

void DriftCounter::add(const Table& table) {
  sample(table);
  rows_ += double(table.rows);
  for (std::size_t j = 0; j < counts_.size(); ++j) {
    std::vector<double>& counts = counts_[j];
    if (schema_->columns[j].kind != Kind::categorical) {
      count_numbers(table.columns[j], profile_->column(j).numeric.edges, counts);
      continue;
    }
    for (const double v : table.columns[j]) {
      if (std::isnan(v))
        counts.back() += 1;
      else if (v == kUnknownCategory)
        counts[counts.size() - 2] += 1;
      else
        counts[std::size_t(v)] += 1;
    }
  }
}

std::vector<DriftCounter::Drift> DriftCounter::result() const {
  std::vector<Drift> out;
  for (std::size_t j = 0; j < counts_.size(); ++j) {
    const ColumnProfile& profile = profile_->column(j);
    const bool categorical = schema_->columns[j].kind == Kind::categorical;
    std::vector<double> now = counts_[j];
    for (double& share : now) share /= std::max(1.0, rows_);
    std::vector<double> before = categorical ? profile.category_shares : profile.numeric.shares;
    if (!categorical)
      for (double& share : before) share *= 1 - profile.missing;
    before.resize(now.size() - 2);
    before.push_back(0);
    before.push_back(profile.missing);
    Drift drift;
    drift.column = schema_->columns[j].name;
    drift.psi = psi_of(before, now);
    drift.missing_before = profile.missing;
    drift.missing_now = now.back();
    drift.unknown_now = now[now.size() - 2];
    drift.median_before = drift.median_now = std::numeric_limits<double>::quiet_NaN();
    drift.true_before = drift.true_now = std::numeric_limits<double>::quiet_NaN();
    if (is_measured(schema_->columns[j].kind) && !profile.numeric.quantiles.empty()) {
      drift.median_before = profile.numeric.quantiles[kMedianLevel];
      drift.median_now = median_of(sample_[j]);
    } else if (schema_->columns[j].kind == Kind::boolean) {
      drift.true_before = true_share(before, profile.numeric);
      drift.true_now = true_share(now, profile.numeric);
    }
    out.push_back(drift);
  }
  std::stable_sort(out.begin(), out.end(), [](const Drift& a, const Drift& b) { return a.psi > b.psi; });
  return out;
}

}  // namespace discern
