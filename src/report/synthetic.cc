#include "discern/synthetic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/fail.h"
#include "base/random.h"
#include "detector/state.h"
#include "kernels/distances.h"
#include "report/two_samples.h"

namespace discern {
namespace {

constexpr std::size_t kFewest = 20;
constexpr double kClose = 0.05;

// Records of one kind, drawn at random and in random order.
struct Sample {
  std::uint64_t read = 0;
  Table table;
  Matrix x;
};

void copy_row(const Table& from, std::size_t row, Table& to, std::size_t place) {
  for (std::size_t j = 0; j < to.columns.size(); ++j) to.columns[j][place] = from.columns[j][row];
  const auto size = std::ptrdiff_t(from.pixels.size() / from.rows);
  std::copy_n(from.pixels.begin() + std::ptrdiff_t(row) * size, size,
              to.pixels.begin() + std::ptrdiff_t(place) * size);
}

// Vitter's algorithm R, then shuffled.
Sample read_sample(const Preparation& preparation, Source& source, const char* kind,
                   const SyntheticOptions& options) {
  Random random(options.seed, kind);
  const TypedReader reader(preparation.schema(), source.columns(), "", "");
  Sample out;
  Table kept;
  kept.columns.resize(preparation.schema().columns.size());
  for (Block block; source.next(block);) {
    const Table table = reader.read(block);
    for (std::size_t i = 0; i < table.rows; ++i) {
      const bool full = kept.rows == options.most_records;
      const std::size_t place = full ? std::size_t(random.below(out.read + 1)) : kept.rows++;
      ++out.read;
      for (auto& column : kept.columns) column.resize(kept.rows);
      kept.pixels.resize(kept.rows * preparation.schema().picture().size());
      if (place < kept.rows) copy_row(table, i, kept, place);
    }
  }
  if (kept.rows < kFewest)
    fail(Fault::data, "the {} records: {} found, expected at least {}; give more", kind, kept.rows, kFewest);
  out.table = kept;
  const std::vector<std::uint32_t> order = random.permutation(std::uint32_t(kept.rows));
  for (std::size_t i = 0; i < order.size(); ++i) copy_row(kept, order[i], out.table, i);
  std::vector<Surprise> surprises;
  out.x = preparation.apply(out.table, surprises);
  return out;
}

ColumnDistance column_distance(const ColumnSchema& column, const std::vector<double>& a,
                               const std::vector<double>& b) {
  if (is_measured(column.kind))
    return {column.name, "Kolmogorov-Smirnov", kolmogorov_smirnov(a, b),
            kolmogorov_smirnov_chance(a.size(), b.size())};
  return {column.name, "total variation", total_variation(a, b), total_variation_chance(a, b)};
}

void compare_columns(const Schema& schema, const Sample& synthetic, const Sample& real,
                     SyntheticEvaluation& out) {
  for (std::size_t j = 0; j < schema.columns.size(); ++j)
    out.columns.push_back(
        column_distance(schema.columns[j], synthetic.table.columns[j], real.table.columns[j]));
  std::stable_sort(out.columns.begin(), out.columns.end(),
                   [](const ColumnDistance& a, const ColumnDistance& b) { return a.distance > b.distance; });
}

void compare_pairs(const Preparation& preparation, const Sample& synthetic, const Sample& real,
                   SyntheticEvaluation& out) {
  const auto& columns = preparation.schema().columns;
  std::vector<std::size_t> groups;
  for (std::size_t j = 0; j < columns.size(); ++j) groups.resize(preparation.feature_begin(j + 1), j);
  const CorrelationDifference found = compare_correlations(synthetic.x, real.x, groups);
  out.correlation_mean = found.mean;
  out.correlation_largest = found.largest;
  // A sample correlation of n unrelated pairs has deviation 1 / sqrt(n); 2 / pi is of the mean size.
  out.correlation_chance =
      std::sqrt(2 / std::numbers::pi * (1 / double(synthetic.x.rows) + 1 / double(real.x.rows)));
  if (groups[found.first] == groups[found.second]) return;
  out.correlation_first = columns[groups[found.first]].name;
  out.correlation_second = columns[groups[found.second]].name;
}

Matrix first_rows(const Matrix& x, std::size_t rows) {
  Matrix out(rows, x.cols);
  std::copy_n(x.data.begin(), out.data.size(), out.data.begin());
  return out;
}

TwoSampleTest two_sample_test(const Sample& synthetic, const Sample& real) {
  const std::size_t rows = std::min(synthetic.x.rows, real.x.rows);
  const NearestNeighbourShare found =
      nearest_neighbour_share(first_rows(synthetic.x, rows), first_rows(real.x, rows));
  return {rows, found.share, found.interval.low, found.interval.high};
}

// Distances to the closest of all rows that were added.
class Closest {
 public:
  explicit Closest(const Matrix& queries)
      : queries_(queries), distances_(queries.rows, std::numeric_limits<double>::infinity()) {}

  void add(const Bank& bank) {
    std::vector<std::uint32_t> index(queries_.rows);
    std::vector<double> found(queries_.rows);
    bank.nearest(queries_.data.data(), queries_.rows, 1, index.data(), found.data());
    for (std::size_t i = 0; i < found.size(); ++i) distances_[i] = std::min(distances_[i], found[i]);
  }
  std::vector<double> sorted() const {
    std::vector<double> out = distances_;
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  const Matrix& queries_;
  std::vector<double> distances_;
};

double median(const std::vector<double>& sorted) {
  const std::size_t n = sorted.size();
  return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

double share_below(const std::vector<double>& sorted, double limit) {
  return double(std::lower_bound(sorted.begin(), sorted.end(), limit) - sorted.begin()) /
         double(sorted.size());
}

bool clearly_more(double share, std::size_t n, double other, std::size_t m) {
  return wilson(share, double(n)).low > wilson(other, double(m)).high;
}

PrivacyCheck check_privacy(const Preparation& preparation, Source& training, const Sample& synthetic,
                           const Sample& real) {
  PrivacyCheck out;
  Closest to_synthetic(synthetic.x), to_real(real.x);
  const TypedReader reader(preparation.schema(), training.columns(), "", "");
  for (Block block; training.next(block);) {
    std::vector<Surprise> surprises;
    const Bank bank(preparation.apply(reader.read(block), surprises));
    to_synthetic.add(bank);
    to_real.add(bank);
    out.training += block.size;
  }
  const std::vector<double> s = to_synthetic.sorted(), r = to_real.sorted();
  out.median_synthetic = median(s);
  out.median_real = median(r);
  out.ratio =
      out.median_real > 0 ? out.median_synthetic / out.median_real : std::numeric_limits<double>::quiet_NaN();
  const double close = r[std::size_t(kClose * double(r.size()))];
  out.close_synthetic = share_below(s, close);
  out.close_real = share_below(r, close);
  const double least = std::numeric_limits<double>::denorm_min();
  out.copies_synthetic = share_below(s, least);
  out.copies_real = share_below(r, least);
  out.suspicious = clearly_more(out.close_synthetic, s.size(), out.close_real, r.size()) ||
                   clearly_more(out.copies_synthetic, s.size(), out.copies_real, r.size());
  return out;
}

}  // namespace

SyntheticEvaluation evaluate_synthetic(const Detector& detector, Source& synthetic, Source& real,
                                       Source* training, const SyntheticOptions& options) {
  const Preparation& preparation = detector.state().preparation;
  const Sample made = read_sample(preparation, synthetic, "synthetic", options);
  const Sample held = read_sample(preparation, real, "real", options);
  SyntheticEvaluation out;
  out.synthetic = made.read;
  out.real = held.read;
  out.synthetic_compared = made.x.rows;
  out.real_compared = held.x.rows;
  compare_columns(preparation.schema(), made, held, out);
  compare_pairs(preparation, made, held, out);
  out.two_sample = two_sample_test(made, held);
  if (training) out.privacy = check_privacy(preparation, *training, made, held);
  return out;
}

}  // namespace discern
