#include "detector/conditions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "base/fail.h"
#include "base/text.h"

namespace discern {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kMissingCode = -1;  // in the file
constexpr std::uint64_t kMostRecords = std::uint64_t(1) << 53;

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

double value_of(const ColumnSchema& column, const std::string& text) {
  if (text.empty()) return kMissing;
  if (const auto found = CategoryIndex(column.categories).find(text)) return double(*found);
  fail(Fault::usage, "--where {}={}: training saw no such value{}; it saw {}", column.name, shortened(text),
       did_you_mean(text, column.categories),
       list_of(std::span(column.categories).first(std::min<std::size_t>(20, column.categories.size()))));
}

// Its place among the condition columns.
std::size_t place_of(std::span<const ColumnSchema> columns, const std::string& name) {
  std::vector<std::string> names;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (columns[j].name == name) return j;
    names.push_back(columns[j].name);
  }
  if (names.empty())
    fail(Fault::usage, "--where {}: the model has no condition; train one with --condition {}", name, name);
  fail(Fault::usage, "--where {}: the column is no condition of the model{}; expected {}", name,
       did_you_mean(name, names), list_of(names));
}

}  // namespace

Conditions Conditions::learn(const Preparation& preparation, const Table& normal) {
  Conditions out;
  if (preparation.conditions() == 0) return out;
  std::map<std::vector<std::int64_t>, std::uint64_t> counts;
  for (std::size_t i = 0; i < normal.rows; ++i) {
    std::vector<std::int64_t> codes;
    for (std::size_t j = preparation.first_condition(); j < normal.columns.size(); ++j)
      codes.push_back(std::isnan(normal.columns[j][i]) ? kMissingCode : std::int64_t(normal.columns[j][i]));
    ++counts[codes];
  }
  std::vector<std::pair<std::vector<std::int64_t>, std::uint64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (sorted.size() > kMostKinds) sorted.resize(kMostKinds);
  for (const auto& [codes, records] : sorted) {
    Values values;
    for (const std::int64_t code : codes) values.push_back(code == kMissingCode ? kMissing : double(code));
    out.kinds_.push_back(std::move(values));
    out.records_.push_back(records);
    out.total_ += records;
  }
  return out;
}

Conditions Conditions::where(const Schema& schema, const std::map<std::string, std::string>& values) const {
  Conditions out = *this;
  const std::size_t size = empty() ? 0 : kinds_.front().size();
  const auto columns = std::span(schema.columns).last(size);
  for (const auto& [name, text] : values) {
    const std::size_t j = place_of(columns, name);
    const double wanted = value_of(columns[j], text);
    Conditions left;
    for (std::size_t k = 0; k < out.kinds_.size(); ++k) {
      if (!same(out.kinds_[k][j], wanted)) continue;
      left.kinds_.push_back(out.kinds_[k]);
      left.records_.push_back(out.records_[k]);
      left.total_ += out.records_[k];
    }
    if (left.empty())
      fail(Fault::usage, "--where {}={}: no record of training is like that; ask for values it has together",
           name, shortened(text));
    out = std::move(left);
  }
  return out;
}

const Conditions::Values& Conditions::draw(Random& random) const {
  std::uint64_t skip = random.below(total_);
  std::size_t kind = 0;
  while (skip >= records_[kind]) skip -= records_[kind++];
  return kinds_[kind];
}

void Conditions::save(Archive& archive) const {
  if (empty()) return;
  std::vector<std::int64_t> codes;
  for (const Values& kind : kinds_)
    for (const double value : kind) codes.push_back(std::isnan(value) ? kMissingCode : std::int64_t(value));
  archive.meta["conditions"] = {{"kinds", codes}, {"records", records_}};
}

Conditions Conditions::load(const Archive& archive, const Preparation& preparation) {
  Conditions out;
  const std::size_t size = preparation.conditions();
  if (size == 0) return out;
  const Json meta = read_meta<Json>(archive.meta, "conditions");
  const auto codes = read_meta<std::vector<std::int64_t>>(meta, "kinds");
  out.records_ = read_meta<std::vector<std::uint64_t>>(meta, "records");
  const auto columns = std::span(preparation.schema().columns).last(size);
  bool sound = !out.records_.empty() && out.records_.size() <= kMostKinds &&
               codes.size() == out.records_.size() * size;
  for (std::size_t i = 0; sound && i < codes.size(); ++i)
    sound = codes[i] >= kMissingCode && codes[i] < std::int64_t(columns[i % size].categories.size());
  for (const std::uint64_t records : out.records_)
    sound = sound && records >= 1 && records <= kMostRecords / kMostKinds;
  if (!sound)
    fail(Fault::model, "model file: the kinds of its conditions are impossible; train the model again");
  for (std::size_t k = 0; k < out.records_.size(); ++k) {
    Values values;
    for (std::size_t j = 0; j < size; ++j)
      values.push_back(codes[k * size + j] == kMissingCode ? kMissing : double(codes[k * size + j]));
    out.kinds_.push_back(std::move(values));
    out.total_ += out.records_[k];
  }
  return out;
}

}  // namespace discern
