#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "detector/profile.h"

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

// Interpolated in the bin that holds it; shares: of the bins alone.
double median_of(const std::vector<double>& shares, const NumericProfile& profile) {
  const std::vector<double>& edges = profile.edges;
  const double present =
      std::accumulate(shares.begin(), shares.begin() + std::ptrdiff_t(edges.size()) + 1, 0.0);
  double below = 0;
  for (std::size_t b = 0; b <= edges.size(); ++b) {
    const double low = b == 0 ? profile.quantiles.front() : edges[b - 1];
    const double high = b == edges.size() ? profile.quantiles.back() : edges[b];
    if (shares[b] > 0 && below + shares[b] >= 0.5 * present)
      return std::lerp(low, high, (0.5 * present - below) / shares[b]);
    below += shares[b];
  }
  return std::numeric_limits<double>::quiet_NaN();
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
}

void DriftCounter::add(const Table& table) {
  rows_ += double(table.rows);
  for (std::size_t j = 0; j < counts_.size(); ++j) {
    std::vector<double>& counts = counts_[j];
    const bool categorical = schema_->columns[j].kind == Kind::categorical;
    for (const double v : table.columns[j]) {
      if (std::isnan(v))
        counts.back() += 1;
      else if (!categorical)
        counts[drift_bin(profile_->column(j).numeric, v)] += 1;
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
    if (!categorical && !profile.numeric.quantiles.empty()) {
      drift.median_before = profile.numeric.quantiles[kMedianLevel];
      drift.median_now = median_of(now, profile.numeric);
    }
    out.push_back(drift);
  }
  std::stable_sort(out.begin(), out.end(), [](const Drift& a, const Drift& b) { return a.psi > b.psi; });
  return out;
}

}  // namespace discern
