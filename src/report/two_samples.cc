#include "report/two_samples.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>

#include "kernels/distances.h"

namespace discern {
namespace {

using Columns = Eigen::MatrixXd;

// What a value is sorted by.
double place_of(double value) {
  return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
}

void sort_places(std::vector<double>& values) {
  std::transform(values.begin(), values.end(), values.begin(), place_of);
  std::sort(values.begin(), values.end());
}

struct Shares {
  double a = 0, b = 0;
};
std::map<double, Shares> shares_of(std::span<const double> a, std::span<const double> b) {
  std::map<double, Shares> out;
  for (const double value : a) out[place_of(value)].a += 1 / double(a.size());
  for (const double value : b) out[place_of(value)].b += 1 / double(b.size());
  return out;
}

// Columns of mean 0 and length 1, or 0 where they are constant.
Columns standard_columns(const Matrix& x) {
  Columns out(Eigen::Index(x.rows), Eigen::Index(x.cols));
  for (std::size_t i = 0; i < x.rows; ++i)
    for (std::size_t f = 0; f < x.cols; ++f) out(Eigen::Index(i), Eigen::Index(f)) = double(x.row(i)[f]);
  for (Eigen::Index f = 0; f < out.cols(); ++f) {
    auto column = out.col(f);
    const bool constant = column.minCoeff() == column.maxCoeff();
    column.array() -= column.mean();
    const double length = column.norm();
    if (constant || !(length > 0))
      column.setZero();
    else
      column /= length;
  }
  return out;
}

// Distinct rows of two samples, and how often each has them.
struct Distinct {
  Matrix rows;
  std::vector<double> from_a, from_b;
};

Distinct distinct_rows(const Matrix& a, const Matrix& b) {
  std::vector<const float*> all;
  for (std::size_t i = 0; i < a.rows; ++i) all.push_back(a.row(i));
  for (std::size_t i = 0; i < b.rows; ++i) all.push_back(b.row(i));
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t width = a.cols;
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return std::lexicographical_compare(all[i], all[i] + width, all[j], all[j] + width);
  });
  Distinct out;
  for (const std::size_t i : order) {
    const float* last = out.rows.rows ? out.rows.row(out.rows.rows - 1) : nullptr;
    if (!last || !std::equal(all[i], all[i] + width, last)) {
      out.rows.cols = width;
      ++out.rows.rows;
      out.rows.data.insert(out.rows.data.end(), all[i], all[i] + width);
      out.from_a.push_back(0);
      out.from_b.push_back(0);
    }
    ++(i < a.rows ? out.from_a : out.from_b).back();
  }
  return out;
}

// Of each row of a bank its nearest other row; itself if there is none.
std::vector<std::size_t> nearest_others(const Bank& bank) {
  const std::size_t n = bank.size(), k = std::min<std::size_t>(2, n);
  std::vector<std::uint32_t> index(n * k);
  std::vector<double> distance(n * k);
  bank.nearest(bank.rows().data.data(), n, k, index.data(), distance.data());
  std::vector<std::size_t> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = index[i * k] == i ? index[i * k + k - 1] : index[i * k];
  return out;
}

}  // namespace

double kolmogorov_smirnov(std::vector<double> a, std::vector<double> b) {
  sort_places(a);
  sort_places(b);
  double largest = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const double value = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == value) ++i;
    while (j < b.size() && b[j] == value) ++j;
    largest = std::max(largest, std::abs(double(i) / double(a.size()) - double(j) / double(b.size())));
  }
  return largest;
}

double total_variation(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (const auto& [value, shares] : shares_of(a, b)) sum += std::abs(shares.a - shares.b);
  return sum / 2;
}

double kolmogorov_smirnov_chance(std::size_t n, std::size_t m) {
  return 1.3581 * std::sqrt(1 / double(n) + 1 / double(m));
}

double total_variation_chance(std::span<const double> a, std::span<const double> b) {
  const double spread = 1 / double(a.size()) + 1 / double(b.size());
  const double share_of_a = double(a.size()) / double(a.size() + b.size());
  double mean = 0;
  for (const auto& [value, shares] : shares_of(a, b)) {
    const double p = share_of_a * shares.a + (1 - share_of_a) * shares.b;
    mean += std::sqrt(2 / std::numbers::pi * p * (1 - std::min(p, 1.0)) * spread) / 2;
  }
  return mean + std::sqrt(std::log(20.0) / 2 * spread);
}

CorrelationDifference compare_correlations(const Matrix& a, const Matrix& b,
                                           std::span<const std::size_t> groups) {
  // A tile of the matrices at a time: all of them would grow with the square of the width.
  constexpr Eigen::Index kTile = 128;
  const Columns first = standard_columns(a), second = standard_columns(b);
  CorrelationDifference out;
  double sum = 0, pairs = 0;
  for (Eigen::Index begin = 0; begin < first.cols(); begin += kTile) {
    const Eigen::Index tile = std::min(kTile, first.cols() - begin), rest = first.cols() - begin;
    const Columns difference = first.middleCols(begin, tile).transpose() * first.rightCols(rest) -
                               second.middleCols(begin, tile).transpose() * second.rightCols(rest);
    for (Eigen::Index i = 0; i < tile; ++i)
      for (Eigen::Index j = i + 1; j < rest; ++j) {
        const std::size_t f = std::size_t(begin + i), g = std::size_t(begin + j);
        if (groups[f] == groups[g]) continue;
        const double size = std::abs(difference(i, j));
        sum += size;
        ++pairs;
        if (pairs == 1 || size > out.largest) out.largest = size, out.first = f, out.second = g;
      }
  }
  if (pairs > 0) out.mean = sum / pairs;
  return out;
}

NearestNeighbourShare nearest_neighbour_share(const Matrix& a, const Matrix& b) {
  Distinct distinct = distinct_rows(a, b);
  const Bank bank(std::move(distinct.rows));
  const std::vector<std::size_t> nearest = nearest_others(bank);
  double own = 0, shared = 0;  // rows with a neighbour of their own sample; rows that share a vote
  for (std::size_t i = 0; i < bank.size(); ++i) {
    const double in_a = distinct.from_a[i], in_b = distinct.from_b[i], size = in_a + in_b;
    const std::size_t j = nearest[i];
    if (size > 1) {
      own += (in_a * (in_a - 1) + in_b * (in_b - 1)) / (size - 1);
      shared += size;
    } else {
      const double there = distinct.from_a[j] + distinct.from_b[j];
      own += (in_a * distinct.from_a[j] + in_b * distinct.from_b[j]) / there;
      shared += nearest[j] == i ? 1 : 0;
    }
  }
  const double rows = double(a.rows + b.rows);
  NearestNeighbourShare out;
  out.share = own / rows;
  out.interval = wilson(out.share, rows / (1 + shared / rows));
  return out;
}

Interval wilson(double share, double n) {
  constexpr double kZ = 1.959964;
  const double weight = kZ * kZ / n, middle = (share + weight / 2) / (1 + weight);
  const double half = kZ * std::sqrt(share * (1 - share) / n + weight / (4 * n)) / (1 + weight);
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace discern
