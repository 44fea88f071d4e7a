#include "kernels/coded_rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kernels/wide.h"

namespace discern {
namespace {

constexpr std::size_t kColumns = CodedScan::kColumns;
constexpr std::size_t kFewest = 256;
constexpr std::int32_t kNever = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t kAlways = std::numeric_limits<std::int32_t>::min() + 1;
constexpr std::int32_t kPadding = std::numeric_limits<std::int32_t>::min();  // below every bound
// |a.b| stays below for codes a, b: with half a squared norm it fits into 32 bits.
constexpr double kLargestProduct = 0x1p30;
constexpr double kLargestCode = 32767;
constexpr double kUsual = 0.999;    // of rows, by their largest number; their codes take a quarter of the
constexpr double kHeadroom = 4;     // range, so that records beyond them have codes too
constexpr double kRounding = 1e-3;  // in codes: far more than double precision loses anywhere here
constexpr std::size_t kSample = 64;

// A list longer than this is cut.
std::size_t limit_of(std::size_t k) {
  return 2 * k + 32;
}

DISCERN_WIDE std::uint32_t count_from(const std::int32_t* values, std::uint32_t n, std::int32_t least) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < n; ++i) count += values[i] >= least ? 1 : 0;
  return count;
}

DISCERN_WIDE std::int32_t largest_of(const std::int32_t* values, std::uint32_t n) {
  std::int32_t largest = values[0];
  for (std::uint32_t i = 1; i < n; ++i) largest = std::max(largest, values[i]);
  return largest;
}

// A value of at least `low` that k or few more of the n values reach, or `low` itself, which all reach.
std::int32_t about_kth(const std::int32_t* values, std::uint32_t n, std::uint32_t k, std::int64_t low) {
  std::int64_t high = largest_of(values, n);
  for (std::uint32_t reached = n; low < high && reached > k + k / 8;) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    const std::uint32_t count = count_from(values, n, std::int32_t(middle));
    if (count >= k)
      low = middle, reached = count;
    else
      high = middle - 1;
  }
  return std::int32_t(low);
}

}  // namespace

// What narrow knows of each query that has a code; lists [kMostQueries][room].
struct CodedRows::Lists {
  std::array<std::size_t, kMostQueries> owner;
  std::array<double, kMostQueries> square, slack;  // |code|^2; how wrong a distance between codes may be
  std::array<std::int32_t, kMostQueries> least;
  std::array<std::uint32_t, kMostQueries> count;
  std::vector<std::int16_t> codes;
  std::vector<std::int32_t> score;
  std::vector<std::uint32_t> row;
  std::size_t room;

  void fit(std::size_t k, std::size_t pairs) {
    room = limit_of(k) + kColumns + CodedScan::kSpill;
    if (codes.size() < kMostQueries * pairs * 2) codes.resize(kMostQueries * pairs * 2);
    if (score.size() < kMostQueries * room)
      score.resize(kMostQueries * room), row.resize(kMostQueries * room);
  }

  // A row at most `reach` codes away has at least this score.
  void tighten(std::size_t i, double reach) {
    const double farthest = reach + slack[i];
    const double worst = std::floor((square[i] - farthest * farthest) / 2);
    if (worst > least[i]) least[i] = std::int32_t(std::min(worst, kLargestProduct));
  }

  // Keeps what may be among the k nearest.
  void cut(std::size_t i, std::size_t k) {
    if (count[i] <= k) return;
    std::int32_t* const scores = score.data() + i * room;
    std::uint32_t* const rows = row.data() + i * room;
    // A score is at most 1/2 above half of |a|^2 - |a - b|^2.
    const double kth = square[i] - 2.0 * double(about_kth(scores, count[i], std::uint32_t(k), least[i])) + 1;
    tighten(i, std::sqrt(std::max(kth, 0.0)) + slack[i]);
    std::uint32_t kept = 0;
    for (std::uint32_t j = 0; j < count[i]; ++j) {
      const std::int32_t value = scores[j];
      scores[kept] = value;
      rows[kept] = rows[j];
      kept += value >= least[i];
    }
    count[i] = kept;
  }
};

// The distance between two codes is off by at most the sum of both records' distances to their codes; all
// bounds are taken in a row's favour, so that none that is among the nearest is lost.
CodedRows::CodedRows(const Matrix& rows, CodedScanKernel kernel)
    : kernel_(kernel), width_(rows.cols), pairs_((rows.cols + 1) / 2), size_(rows.rows) {
  if (!kernel_ || size_ < kFewest || width_ == 0) return;
  choose_scale(rows);
  const std::size_t panels = (size_ + kColumns - 1) / kColumns;
  panels_.resize(panels * pairs_ * kColumns * 2);
  start_.resize(panels * kColumns, kPadding);
  for (std::size_t i = 0; i < size_; ++i) put(i, rows.row(i));
  if (!tells_apart(rows)) *this = CodedRows();
}

void CodedRows::choose_scale(const Matrix& rows) {
  std::vector<float> sample(std::min<std::size_t>(size_, 101));
  const auto middle = sample.begin() + std::ptrdiff_t(sample.size() / 2);
  for (std::size_t j = 0; j < width_; ++j) {
    for (std::size_t i = 0; i < sample.size(); ++i) sample[i] = rows.row(i * size_ / sample.size())[j];
    std::nth_element(sample.begin(), middle, sample.end());
    centre_.push_back(double(*middle));
  }
  std::vector<double> largest(size_, 0.0);
  for (std::size_t i = 0; i < size_; ++i)
    for (std::size_t j = 0; j < width_; ++j)
      largest[i] = std::max(largest[i], std::abs(double(rows.row(i)[j]) - centre_[j]));
  const auto usual = largest.begin() + std::ptrdiff_t(double(size_ - 1) * kUsual);
  std::nth_element(largest.begin(), usual, largest.end());
  most_ = std::floor(std::min(kLargestCode, std::sqrt(kLargestProduct / double(2 * pairs_))));
  if (*usual > 0) scale_ = most_ / kHeadroom / *usual;
}

void CodedRows::put(std::size_t row, const float* x) {
  std::vector<std::int16_t> codes(pairs_ * 2);
  double square = 0, error = 0;
  if (!code(x, codes.data(), square, error)) {
    outside_.push_back(std::uint32_t(row));
    return;
  }
  error_ = std::max(error_, error);
  const std::size_t panel = row / kColumns, column = row % kColumns;
  std::int16_t* const out = panels_.data() + (panel * pairs_ * kColumns + column) * 2;
  for (std::size_t l = 0; l < pairs_; ++l) std::copy_n(codes.data() + l * 2, 2, out + l * kColumns * 2);
  start_[row] = -std::int32_t(std::floor(square / 2));
}

// False if x is too far out, and then the rest says nothing.
bool CodedRows::code(const float* x, std::int16_t* out, double& square, double& error) const {
  constexpr double kToWhole = 0x1.8p52;  // added and taken away, it rounds to whole numbers
  double largest = 0, squares = 0, errors = 0;
  for (std::size_t j = 0; j < width_; ++j) {
    const double exact = (double(x[j]) - centre_[j]) * scale_;
    const double whole = (exact + kToWhole) - kToWhole;
    largest = std::max(largest, std::abs(exact));
    squares += whole * whole;
    errors += (exact - whole) * (exact - whole);
    out[j] = std::int16_t(std::clamp(whole, -kLargestCode, kLargestCode));
  }
  if (width_ % 2) out[width_] = 0;
  square = squares;
  error = std::sqrt(errors);
  return largest <= most_;
}

// Whether a sample of the rows have few candidates each.
bool CodedRows::tells_apart(const Matrix& rows) const {
  std::array<Query, kSample> queries;
  for (std::size_t i = 0; i < kSample; ++i)
    queries[i] = {rows.row(i * size_ / kSample), std::numeric_limits<double>::infinity(), false, nullptr, 0};
  narrow(queries.data(), kSample, 10);
  return std::count_if(queries.begin(), queries.end(), [](const Query& q) { return q.done; }) >
         std::ptrdiff_t(kSample * 3 / 4);
}

void CodedRows::narrow(Query* queries, std::size_t n, std::size_t k) const {
  thread_local Lists lists;
  lists.fit(k, pairs_);
  std::size_t used = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double error = 0;
    queries[i].done = code(queries[i].x, lists.codes.data() + used * pairs_ * 2, lists.square[used], error);
    if (!queries[i].done) continue;
    lists.owner[used] = i;
    lists.slack[used] = error + error_ + kRounding;
    lists.least[used] = kAlways;
    lists.count[used] = 0;
    if (std::isfinite(queries[i].reach)) lists.tighten(used, queries[i].reach * scale_ * (1 + 1e-9));
    ++used;
  }
  const std::size_t limit = limit_of(k);
  for (std::size_t first = 0; used > 0 && first < size_; first += kColumns) {
    kernel_({.n = used,
             .pairs = pairs_,
             .queries = lists.codes.data(),
             .panel = panels_.data() + first * pairs_ * 2,
             .start = start_.data() + first,
             .first = std::uint32_t(first),
             .least = lists.least.data(),
             .count = lists.count.data(),
             .room = lists.room,
             .score = lists.score.data(),
             .row = lists.row.data()});
    for (std::size_t i = 0; i < used; ++i) {
      if (lists.count[i] <= limit) continue;
      lists.cut(i, k);
      if (lists.count[i] <= limit) continue;
      queries[lists.owner[i]].done = false;
      lists.least[i] = kNever;
      lists.count[i] = 0;
    }
  }
  for (std::size_t i = 0; i < used; ++i) {
    lists.cut(i, k);
    queries[lists.owner[i]].rows = lists.row.data() + i * lists.room;
    queries[lists.owner[i]].count = lists.count[i];
  }
}

}  // namespace discern
