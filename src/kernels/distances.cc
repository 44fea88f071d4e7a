#include "kernels/distances.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "kernels/gemm.h"
#include "kernels/wide.h"

namespace discern {
namespace {

// Products of a tile of queries and a panel of rows stay in the second-level cache.
constexpr std::size_t kTile = 256;
constexpr std::size_t kPanel = 256;
constexpr std::size_t kChunk = 64;       // columns the filter judges at once; panels are padded to it
constexpr std::size_t kFewestTimes = 8;  // k of fewer times as many rows are not worth a filter by codes
constexpr float kPadding = -1e38f;       // below every bound
constexpr float kLeastBound = -1e37f;
constexpr double kLargestNorm =
    1e30;                           // squared; beyond it products might overflow, and every row is compared
constexpr double kTiniest = 1e-37;  // what a product may lose below single precision's range

std::size_t padded(std::size_t columns) {
  return (columns + kChunk - 1) / kChunk * kChunk;
}

double squared_norm(const float* a, std::size_t width) {
  double sum = 0;
  for (std::size_t i = 0; i < width; ++i) sum += double(a[i]) * double(a[i]);
  return sum;
}

// The columns whose score reaches the bound -> how many; most chunks have none.
DISCERN_WIDE std::size_t reaching(const float* scores, std::size_t columns, float bound, std::uint32_t* out) {
  std::size_t count = 0;
  for (std::size_t chunk = 0; chunk < columns; chunk += kChunk) {
    int reached = 0;
    for (std::size_t j = chunk; j < chunk + kChunk; ++j) reached += scores[j] >= bound;
    if (reached == 0) continue;
    for (std::size_t j = chunk; j < chunk + kChunk; ++j) {
      out[count] = std::uint32_t(j);
      count += scores[j] >= bound;
    }
  }
  return count;
}

// Most rows wait in a cache far away. The start is enough of long ones: what follows is fetched by itself.
void fetch_early(const float* row, std::size_t width) {
  constexpr std::size_t kLine = 16, kMost = 64;
  for (std::size_t j = 0; j < std::min(width, kMost); j += kLine) __builtin_prefetch(row + j);
}

}  // namespace

// Four sums side by side, because one would wait for itself at each step.
DISCERN_WIDE double squared_distance(const float* a, const float* b, std::size_t width) {
  std::array<double, 4> sums{};
  std::size_t i = 0;
  for (; i + 4 <= width; i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const double difference = double(a[i + lane]) - double(b[i + lane]);
      sums[lane] += difference * difference;
    }
  for (; i < width; ++i) {
    const double difference = double(a[i]) - double(b[i]);
    sums[0] += difference * difference;
  }
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// The search of one query: its k nearest so far, squared, in the caller's arrays.
struct Bank::Nearest {
  const float* query;
  const std::uint32_t* likely;  // k rows, or null
  double norm;                  // squared, less what the filter may be wrong by
  std::size_t k;
  std::uint32_t* index;
  double* squared;
  std::size_t count = 0;
  float bound = kLeastBound;  // a row whose filter score is less is not among the k nearest

  // Whether an offer comes before what stands at a place: nearer, or as near and earlier.
  bool before(std::size_t row, double distance, std::size_t at) const {
    return distance < squared[at] || (distance == squared[at] && row < index[at]);
  }

  void offer(std::size_t row, double distance) {
    if (count == k && !before(row, distance, k - 1)) return;
    std::size_t at = count < k ? count++ : k - 1;
    for (; at > 0 && before(row, distance, at - 1); --at) {
      squared[at] = squared[at - 1];
      index[at] = index[at - 1];
    }
    squared[at] = distance;
    index[at] = std::uint32_t(row);
    if (count == k) tighten(squared[k - 1]);
  }

  // The k-th nearest is at most this far, squared.
  void tighten(double farthest) {
    const double exact = (norm - farthest) / 2;
    bound =
        std::max(kLeastBound, float(exact - std::abs(exact) * 0x1p-23 - kTiniest));  // rounded, still below
  }
};

// The filter scores a row b for a query a by s = a.b - |b|^2 / 2, so that |a - b|^2 = |a|^2 - 2 s. A product
// of width w in single precision is off by less than slack (|a|^2 / 2 + |b|^2) with slack = w 2^-24 and a
// margin (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). Both parts are taken in a
// row's favour: the one of b here, the one of a in its query's norm. Whoever passes is measured exactly.
// Where codes in whole numbers do the same in less time, this filter is left the records that have none.
Bank::Bank(Matrix rows) : rows_(std::move(rows)) {
  const std::size_t w = width();
  slack_ = 2.0 * double(w + 8) * 0x1p-24;
  for (std::size_t first = 0; first < size(); first += kPanel) {
    const std::size_t used = std::min(kPanel, size() - first), columns = padded(used);
    const std::size_t begin = panels_.size();
    panels_.resize(begin + (w + 1) * columns, 0.0f);
    float* panel = panels_.data() + begin;
    std::fill_n(panel + w * columns, columns, kPadding);
    for (std::size_t j = 0; j < used; ++j) {
      const float* row = rows_.row(first + j);
      for (std::size_t i = 0; i < w; ++i) panel[i * columns + j] = row[i];
      const double norm = squared_norm(row, w);
      largest_norm_ = std::max(largest_norm_, norm);
      panel[w * columns + j] = float(norm * (slack_ - 0.5));
    }
  }
  if (largest_norm_ <= kLargestNorm) coded_ = CodedRows(rows_);
}

void Bank::nearest(const float* x, std::size_t n, std::size_t k, std::uint32_t* index, double* distance,
                   const std::uint32_t* likely) const {
  std::array<Nearest, kTile> found;
  for (std::size_t start = 0; start < n; start += kTile) {
    const std::size_t tile = std::min(kTile, n - start);
    for (std::size_t i = 0; i < tile; ++i) {
      const std::size_t query = start + i;
      found[i] = {x + query * width(),
                  likely ? likely + query * k : nullptr,
                  squared_norm(x + query * width(), width()),
                  k,
                  index + query * k,
                  distance + query * k};
    }
    const bool coded = !coded_.empty() && k <= size() / kFewestTimes;
    search_tile(found.data(), coded ? search_coded(found.data(), tile) : tile);
  }
  for (std::size_t i = 0; i < n * k; ++i) distance[i] = std::sqrt(distance[i]);
}

// How far the farthest likely row is, squared.
double Bank::reach(const Nearest& found) const {
  double farthest = 0;
  for (std::size_t i = 0; i < found.k; ++i)
    farthest = std::max(farthest, squared_distance(found.query, rows_.row(found.likely[i]), width()));
  return farthest;
}

// Of the rows that codes leave, all are measured. Moves the queries that have no code to the front -> how
// many.
std::size_t Bank::search_coded(Nearest* found, std::size_t n) const {
  std::array<CodedRows::Query, kTile> queries;
  for (std::size_t i = 0; i < n; ++i)
    queries[i] = {found[i].query,
                  found[i].likely ? std::sqrt(reach(found[i])) : std::numeric_limits<double>::infinity(),
                  false, nullptr, 0};
  coded_.narrow(queries.data(), n, found[0].k);
  const auto fetch = [&](const CodedRows::Query& query) {
    if (!query.done) return;
    for (std::size_t j = 0; j < query.count; ++j) fetch_early(rows_.row(query.rows[j]), width());
  };
  std::size_t left = 0;
  fetch(queries[0]);
  for (std::size_t i = 0; i < n; ++i) {
    if (i + 1 < n) fetch(queries[i + 1]);
    if (!queries[i].done) {
      found[left++] = found[i];
      continue;
    }
    const auto measure = [&](std::uint32_t row) {
      found[i].offer(row, squared_distance(found[i].query, rows_.row(row), width()));
    };
    std::for_each(queries[i].rows, queries[i].rows + queries[i].count, measure);
    std::for_each(coded_.outside().begin(), coded_.outside().end(), measure);
  }
  return left;
}

void Bank::search_tile(Nearest* found, std::size_t n) const {
  if (n == 0) return;
  thread_local std::vector<float> scratch;
  const std::size_t w = width() + 1;
  if (scratch.size() < kTile * (w + kPanel)) scratch.resize(kTile * (w + kPanel));
  float* queries = scratch.data();
  float* scores = scratch.data() + kTile * w;
  std::array<bool, kTile> filtered;
  for (std::size_t i = 0; i < n; ++i) {
    filtered[i] = std::max(found[i].norm, largest_norm_) <= kLargestNorm;
    if (!filtered[i]) search_all(found[i]);
    // A query that is compared already must not overflow in the product of its neighbours.
    for (std::size_t j = 0; j + 1 < w; ++j) queries[i * w + j] = filtered[i] ? found[i].query[j] : 0.0f;
    queries[i * w + w - 1] = 1.0f;
    found[i].norm *= 1 - slack_;
    if (found[i].likely && filtered[i]) found[i].tighten(reach(found[i]));
  }
  for (std::size_t first = 0; first < size(); first += kPanel) {
    const std::size_t columns = padded(std::min(kPanel, size() - first));
    gemm_loose(n, w, columns, queries, panels_.data() + first * w, 0.0f, scores);
    for (std::size_t i = 0; i < n; ++i)
      if (filtered[i]) scan(first, columns, scores + i * columns, found[i]);
  }
}

void Bank::scan(std::size_t first, std::size_t columns, const float* scores, Nearest& found) const {
  std::array<std::uint32_t, kPanel> reached;
  const std::size_t count = reaching(scores, columns, found.bound, reached.data());
  for (std::size_t i = 0; i < count; ++i)
    if (scores[reached[i]] >= found.bound)  // it may have risen since
      found.offer(first + reached[i], squared_distance(found.query, rows_.row(first + reached[i]), width()));
}

void Bank::search_all(Nearest& found) const {
  for (std::size_t row = 0; row < size(); ++row)
    found.offer(row, squared_distance(found.query, rows_.row(row), width()));
}

void Bank::nearest_reference(const float* x, std::size_t n, std::size_t k, std::uint32_t* index,
                             double* distance) const {
  std::vector<std::pair<double, std::uint32_t>> all(size());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < size(); ++j)
      all[j] = {squared_distance(x + i * width(), rows_.row(j), width()), std::uint32_t(j)};
    std::partial_sort(all.begin(), all.begin() + std::ptrdiff_t(k), all.end());
    for (std::size_t j = 0; j < k; ++j) {
      distance[i * k + j] = std::sqrt(all[j].first);
      index[i * k + j] = all[j].second;
    }
  }
}

}  // namespace discern
