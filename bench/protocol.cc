#include "bench/protocol.h"

#include <algorithm>

#include "base/fail.h"
#include "base/text.h"
#include "bench/numpy_random.h"
#include "data/cells.h"
#include "discern/records.h"

namespace discern::bench {
namespace {

constexpr std::size_t kMost = 20'000;
constexpr std::size_t kLeastAnomalies = 10;
using Rows = std::vector<std::uint32_t>;

double number_at(const Block& block, std::size_t column, std::size_t row) {
  if (const auto* numbers = std::get_if<NumberColumn>(&block.columns[column])) return (*numbers)[row];
  std::string buffer;
  const std::string_view text = cell_text(block, column, row, buffer);
  const auto number = parse_number(text);
  if (!number)
    fail(Fault::data, "{}: \"{}\" is not a number; quality reads numbers only", block.place(row), text);
  return *number;
}

void append(const Block& block, std::size_t label, LabelledSet& set) {
  for (std::size_t i = 0; i < block.size; ++i)
    for (std::size_t j = 0; j < block.columns.size(); ++j) {
      const double value = number_at(block, j, i);
      if (j == label)
        set.anomalous.push_back(value != 0);
      else
        set.values.push_back(double(float(value)));
    }
}

Rows rows_of(const LabelledSet& set, bool anomalous) {
  Rows rows;
  for (std::uint32_t i = 0; i < set.anomalous.size(); ++i)
    if ((set.anomalous[i] != 0) == anomalous) rows.push_back(i);
  return rows;
}

std::vector<double> take(const LabelledSet& set, const Rows& rows) {
  const std::size_t width = set.columns.size();
  std::vector<double> values;
  values.reserve(rows.size() * width);
  for (const std::uint32_t row : rows) {
    const auto begin = set.values.begin() + std::ptrdiff_t(row * width);
    values.insert(values.end(), begin, begin + std::ptrdiff_t(width));
  }
  return values;
}

void keep_first(Rows& rows, std::size_t count) {
  rows.resize(std::min(rows.size(), count));
}

}  // namespace

LabelledSet read_set(const std::string& path) {
  const auto source = open_source(path);
  LabelledSet set;
  set.columns = source->columns();
  const auto label = std::find(set.columns.begin(), set.columns.end(), "y");
  if (label == set.columns.end())
    fail(Fault::data, "{}: has no column \"y\", expected one with 1 for anomalies", path);
  const auto index = std::size_t(label - set.columns.begin());
  set.columns.erase(label);
  Block block;
  while (source->next(block)) append(block, index, set);
  return set;
}

Split split(const LabelledSet& set, std::uint64_t seed) {
  NumpyRandom random(seed);
  const Rows normal = random.permutation(rows_of(set, false));
  Rows anomalous = rows_of(set, true);
  const auto half = normal.begin() + std::ptrdiff_t(normal.size() / 2);
  Rows train(normal.begin(), half), rest(half, normal.end());
  keep_first(train, kMost);
  if (rest.size() + anomalous.size() > kMost) {
    const double share = double(kMost) / double(rest.size() + anomalous.size());
    keep_first(rest, std::size_t(double(rest.size()) * share));
    anomalous = random.permutation(std::move(anomalous));
    keep_first(anomalous, std::max(kLeastAnomalies, std::size_t(double(anomalous.size()) * share)));
  }
  rest.insert(rest.end(), anomalous.begin(), anomalous.end());
  const Rows test = random.permutation(std::move(rest));
  Split out{take(set, train), take(set, test), {}};
  for (const std::uint32_t row : test) out.anomalous.push_back(set.anomalous[row]);
  return out;
}

void pollute(Split& parts, std::size_t columns, double share) {
  const auto anomalies = std::count(parts.anomalous.begin(), parts.anomalous.end(), 1);
  const double wanted = share / (1 - share) * double(parts.train.size() / columns);
  auto left = std::min(anomalies / 2, std::ptrdiff_t(wanted + 0.5));
  Split out;
  out.train = std::move(parts.train);
  for (std::size_t i = 0; i < parts.anomalous.size(); ++i) {
    const bool moved = parts.anomalous[i] && left > 0;
    const auto row = parts.test.begin() + std::ptrdiff_t(i * columns);
    auto& to = moved ? out.train : out.test;
    to.insert(to.end(), row, row + std::ptrdiff_t(columns));
    if (moved)
      --left;
    else
      out.anomalous.push_back(parts.anomalous[i]);
  }
  parts = std::move(out);
}

}  // namespace discern::bench
