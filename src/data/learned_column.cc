#include "data/learned_column.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/fail.h"
#include "base/text.h"
#include "data/column_names.h"

namespace discern {
namespace {

// Of the texts that are kept; nothing if there are none. A column that is mostly numbers is numeric: the text
// in it is a slip or a word for "missing", which reading it will name.
std::optional<Kind> kind_of(const TextColumn& texts, const std::vector<char>& keep, char decimal) {
  std::size_t present = 0, numbers = 0, truths = 0;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (!keep[row] || texts[row].empty()) continue;
    ++present;
    if (parse_number(texts[row], decimal)) ++numbers;
    if (parse_truth(texts[row])) ++truths;
  }
  if (present == 0) return std::nullopt;
  if (2 * numbers > present) return Kind::numeric;
  return truths == present ? Kind::boolean : Kind::categorical;
}

bool any_number(const NumberColumn& numbers, const std::vector<char>& keep) {
  for (std::size_t row = 0; row < numbers.size(); ++row)
    if (keep[row] && !std::isnan(numbers[row])) return true;
  return false;
}

}  // namespace

LearnedColumn::LearnedColumn(std::string name, std::size_t position, std::optional<Kind> kind)
    : name_(std::move(name)), position_(position), kind_(kind), remedies_(training_remedies(name_)) {}

void LearnedColumn::find_kind(const Block& block, const std::vector<char>& keep) {
  if (const auto* texts = std::get_if<TextColumn>(&block.columns[position_]))
    kind_ = kind_of(*texts, keep, block.decimal);
  else if (const auto* numbers = std::get_if<NumberColumn>(&block.columns[position_]);
           numbers && any_number(*numbers, keep))
    kind_ = Kind::numeric;
}

void LearnedColumn::append(const Block& block, const std::vector<char>& keep) {
  if (!kind_) find_kind(block, keep);
  const std::size_t begin = values_.size();
  if (kind_ == Kind::categorical)
    append_categories(block, keep);
  else if (kind_ == Kind::boolean)
    append_truths(block, position_, name_, &keep, remedies_, values_);
  else
    append_numbers(block, position_, name_, &keep, remedies_, values_);
  has_values_ = has_values_ || std::any_of(values_.begin() + std::ptrdiff_t(begin), values_.end(),
                                           [](double value) { return !std::isnan(value); });
}

void LearnedColumn::append_categories(const Block& block, const std::vector<char>& keep) {
  std::string buffer;
  for (std::size_t row = 0; row < block.size; ++row) {
    if (!keep[row]) continue;
    const std::string_view text = cell_text(block, position_, row, buffer);
    if (text.empty()) {
      values_.push_back(std::numeric_limits<double>::quiet_NaN());
      continue;
    }
    if (text.size() > kLongestCategory)
      fail(Fault::data,
           "{}: column {}: a text of {} bytes; a category has at most {}: leave the column out with "
           "--exclude {}",
           block.place(row), shown(name_), text.size(), kLongestCategory, name_);
    const std::size_t place = index_.add(text);
    if (place == categories_.size()) {
      if (place == kMostCategories)
        fail(Fault::data,
             "{}: column {}: more than {} different texts; it looks like an identifier: leave it out with "
             "--exclude {}",
             block.place(row), shown(name_), kMostCategories, name_);
      categories_.emplace_back(text);
      counts_.push_back(0);
    }
    ++counts_[place];
    values_.push_back(double(place));
  }
}

ColumnSchema LearnedColumn::finish(std::vector<double>& out) {
  ColumnSchema column{name_, kind_.value_or(Kind::numeric), {}};
  std::vector<std::size_t> order(categories_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return counts_[a] != counts_[b] ? counts_[a] > counts_[b] : categories_[a] < categories_[b];
  });
  std::vector<double> rank(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = double(i);
    column.categories.push_back(std::move(categories_[order[i]]));
  }
  if (column.kind == Kind::categorical)
    for (double& value : values_)
      if (!std::isnan(value)) value = rank[std::size_t(value)];
  out = std::move(values_);
  return column;
}

}  // namespace discern
