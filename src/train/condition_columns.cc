#include "train/condition_columns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>

#include "base/fail.h"
#include "base/random.h"
#include "base/text.h"
#include "methods/table.h"

namespace discern {
namespace {

constexpr double kHidden = 0.1;
// Columns of pictures that would take patients into the model file.
constexpr std::array<std::string_view, 2> kWhose = {"patient", "series"};

}  // namespace

void check_conditional(const std::string& method_name, const std::vector<std::string>& conditions,
                       bool pictures) {
  const auto takes_one = pictures ? &MethodInfo::conditional_pictures : &MethodInfo::conditional;
  std::vector<std::string> names;
  for (const MethodInfo& method : methods())
    if (method.*takes_one) names.emplace_back(method.name);
  if (!conditions.empty() && !(find_method(method_name).*takes_one))
    fail(Fault::usage, "--condition: the method {} takes none{}; expected one of {}", method_name,
         pictures ? " with pictures" : "", list_of(names));
  for (const std::string& name : conditions)
    if (pictures && std::find(kWhose.begin(), kWhose.end(), name) != kWhose.end())
      fail(Fault::usage,
           "--condition {}: it says whose a picture is, not of what kind; name a column that says the kind, "
           "like folder",
           name);
}

void move_conditions(const std::vector<std::string>& names, NormalRecords& normal) {
  auto& columns = normal.schema.columns;
  for (const std::string& name : names) {
    std::vector<std::string> known;
    for (const ColumnSchema& column : columns) known.push_back(column.name);
    const auto at = std::find(known.begin(), known.end(), name) - known.begin();
    if (std::size_t(at) == known.size())
      fail(Fault::usage, "--condition {}: no column of that name is learned from{}", name,
           did_you_mean(name, known));
    if (std::count(names.begin(), names.end(), name) > 1)
      fail(Fault::usage, "--condition {}: the column is named twice; name it once", name);
    if (columns[std::size_t(at)].kind != Kind::categorical)
      fail(Fault::usage, "--condition {}: the column is {}, expected categories; add --categorical {}", name,
           kind_name(columns[std::size_t(at)].kind), name);
    std::rotate(columns.begin() + at, columns.begin() + at + 1, columns.end());
    std::rotate(normal.table.columns.begin() + at, normal.table.columns.begin() + at + 1,
                normal.table.columns.end());
  }
  if (!names.empty() && names.size() == columns.size())
    fail(Fault::usage, "--condition: every column is one; leave columns to judge");
}

void check_conditions_vary(const Preparation& preparation) {
  for (std::size_t j = preparation.first_condition(); j < preparation.schema().columns.size(); ++j)
    if (preparation.feature_begin(j) == preparation.feature_begin(j + 1))
      fail(Fault::usage, "--condition {}: the column has one value alone; leave it out",
           preparation.schema().columns[j].name);
}

std::size_t add_hidden(const Preparation& preparation, Matrix& x, std::vector<std::uint32_t>& groups,
                       std::uint64_t seed) {
  const std::size_t n = x.rows, conditions = preparation.conditions();
  const std::size_t hidden = std::size_t(std::ceil(kHidden * double(n))) * conditions;
  if (hidden == 0) return 0;
  if (groups.empty()) {
    groups.resize(n);
    std::iota(groups.begin(), groups.end(), 0u);
  }
  Random random(seed, "hidden conditions");
  x.data.resize((n + hidden) * x.cols);
  x.rows = n + hidden;
  const std::size_t first = preparation.first_condition();
  for (std::size_t i = n; i < n + hidden; ++i) {
    const std::size_t source = random.below(n);
    std::copy_n(x.row(source), x.cols, x.row(i));
    groups.push_back(groups[source]);
    const std::size_t certain = first + random.below(conditions);
    for (std::size_t j = first; j < first + conditions; ++j)
      if (const bool too = random.uniform() < 0.5; too || j == certain)
        preparation.set_condition(j, kUnknownCategory, x.row(i));
  }
  return hidden;
}

}  // namespace discern
