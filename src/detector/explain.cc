#include "detector/explain.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "detector/picture_maps.h"
#include "detector/reason_text.h"

namespace discern {
namespace {

// A smaller share is no reason; the first is given all the same.
constexpr double kLeastShare = 0.01;

// x with each column in turn replaced by the reference's, [columns, width].
Matrix one_at_a_time(const Preparation& preparation, const float* x, const float* reference) {
  const std::size_t columns = preparation.schema().columns.size();
  Matrix out(columns, preparation.width());
  for (std::size_t j = 0; j < columns; ++j) {
    std::copy_n(x, preparation.width(), out.row(j));
    for (std::size_t f = preparation.feature_begin(j); f < preparation.feature_begin(j + 1); ++f)
      out.row(j)[f] = reference[f];
  }
  return out;
}

std::vector<Surprise> of_row(const PreparedTable& prepared, std::size_t row) {
  std::vector<Surprise> out;
  for (const Surprise& surprise : prepared.surprises)
    if (surprise.row == row) out.push_back(surprise);
  return out;
}

// Components of the variants, each with what is left of the surprises once its column's are taken away.
Matrix variant_components(const Detector::State& state, const Matrix& variants,
                          std::span<const Surprise> surprises) {
  PreparedTable prepared;
  prepared.x = variants;
  for (std::size_t j = 0; j < variants.rows; ++j)
    for (Surprise surprise : surprises) {
      if (surprise.column == j) continue;
      surprise.row = j;
      prepared.surprises.push_back(std::move(surprise));
    }
  return components_of(*state.method, prepared);
}

double own_score(const Detector::State& state, const float* x, std::span<const Surprise> surprises) {
  PreparedTable prepared;
  prepared.x = Matrix(1, state.preparation.width());
  std::copy_n(x, state.preparation.width(), prepared.x.row(0));
  prepared.surprises.assign(surprises.begin(), surprises.end());
  for (Surprise& surprise : prepared.surprises) surprise.row = 0;
  return fuse(*state.method, state.tails, components_of(*state.method, prepared).row(0));
}

// What kind nobody saw comes first, with what the score would lose; the regions share the rest.
std::vector<Reason> reasons_of_picture(const Detector::State& state, const float* x, const PictureSize& size,
                                       std::span<const Surprise> surprises, double rate, std::size_t most) {
  std::vector<Reason> out;
  double left = 1;
  if (!surprises.empty()) {
    const double score = own_score(state, x, surprises), rest = own_score(state, x, {});
    const double share =
        score > 0 ? std::clamp((score - rest) / score, kLeastShare, 1 - kLeastShare) : kLeastShare;
    left -= share;
    for (const Surprise& surprise : surprises.first(std::min(most, surprises.size())))
      out.push_back({state.preparation.schema().columns[surprise.column].name,
                     share / double(surprises.size()), surprise.text});
  }
  if (out.size() == most) return out;
  for (Reason& region : picture_reasons(state, x, size, rate, most - out.size())) {
    region.share *= left;
    out.push_back(std::move(region));
  }
  return out;
}

}  // namespace

std::vector<double> column_shares(const Detector::State& state, const float* x,
                                  std::span<const Surprise> surprises) {
  const Preparation& preparation = state.preparation;
  std::vector<float> reference(preparation.width());
  state.method->reference(x, 1, reference.data());
  const double score = own_score(state, x, surprises);
  const Matrix components =
      variant_components(state, one_at_a_time(preparation, x, reference.data()), surprises);
  std::vector<double> shares(components.rows);
  for (std::size_t j = 0; j < shares.size(); ++j)
    shares[j] = std::max(0.0, score - fuse(*state.method, state.tails, components.row(j)));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (sum > 0)
    for (double& share : shares) share /= sum;
  return shares;
}

void explain_rows(const Detector::State& state, const Table& table, const PreparedTable& prepared,
                  std::span<const std::size_t> rows, std::size_t most, ScoredBlock& block,
                  double region_rate) {
  for (const std::size_t row : rows) {
    if (state.map_scale && !table.sizes.empty()) {
      block.reasons[row] = reasons_of_picture(state, prepared.x.row(row), table.sizes[row],
                                              of_row(prepared, row), region_rate, most);
      continue;
    }
    const std::vector<Surprise> surprises = of_row(prepared, row);
    const std::vector<double> shares = column_shares(state, prepared.x.row(row), surprises);
    std::vector<std::size_t> order(shares.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
    std::vector<float> reference(state.preparation.width());
    state.method->reference(prepared.x.row(row), 1, reference.data());
    std::vector<Reason>& reasons = block.reasons[row];
    for (const std::size_t j : order) {
      if (reasons.size() == most || shares[j] <= 0 || (!reasons.empty() && shares[j] < kLeastShare)) break;
      reasons.push_back({state.preparation.schema().columns[j].name, shares[j],
                         reason_text(state, table, row, j, reference.data(), surprises)});
    }
  }
}

Comparison compare_with_normal(const Detector::State& state, const Table& table,
                               const PreparedTable& prepared, std::size_t row) {
  std::vector<float> reference(state.preparation.width());
  state.method->reference(prepared.x.row(row), 1, reference.data());
  Comparison out;
  for (std::size_t j = 0; j < state.preparation.schema().columns.size(); ++j) {
    out.values.push_back(value_text(state.preparation.schema(), table, row, j));
    out.reference.push_back(state.preparation.describe(j, reference.data()));
  }
  return out;
}

}  // namespace discern
