#include "report/record_facts.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "data/cells.h"
#include "data/column_names.h"
#include "report/moments.h"

namespace discern {
namespace {

std::optional<std::size_t> column_of(const std::string& asked, const char* option,
                                     const std::vector<std::string>& columns, const std::string& name) {
  if (asked.empty()) return std::nullopt;
  const auto found = std::find(columns.begin(), columns.end(), asked);
  if (found == columns.end())
    fail(Fault::usage, "--{} {}: {} has no such column{}", option, shown(asked), name,
         did_you_mean(asked, columns));
  return std::size_t(found - columns.begin());
}

bool is_missing(const Block& block, std::size_t column, std::size_t row) {
  if (const auto* numbers = std::get_if<NumberColumn>(&block.columns[column]))
    return std::isnan((*numbers)[row]);
  const auto* texts = std::get_if<TextColumn>(&block.columns[column]);
  return texts && (*texts)[row].empty();
}

// Whether every value there is is a date, and one is.
bool all_dates(const Block& block, std::size_t column) {
  const auto* texts = std::get_if<TextColumn>(&block.columns[column]);
  if (!texts) return false;
  bool any = false;
  for (const std::string_view text : *texts) {
    if (text.empty()) continue;
    if (!parse_moment(text)) return false;
    any = true;
  }
  return any;
}

std::optional<double> number_at(const Block& block, std::size_t column, std::size_t row) {
  if (const auto* numbers = std::get_if<NumberColumn>(&block.columns[column])) return (*numbers)[row];
  std::string buffer;
  return parse_number(trim(cell_text(block, column, row, buffer)), block.decimal);
}

}  // namespace

void Names::add(std::string_view text) {
  const auto [found, fresh] = known_.try_emplace(std::string(text), std::uint32_t(names_.size()));
  if (fresh) names_.emplace_back(text);
  of_.push_back(found->second);
}

FactReader::FactReader(const ReportOptions& options, const std::vector<std::string>& columns,
                       const std::string& name)
    : columns_(columns),
      time_(column_of(options.time, "time", columns, name)),
      segment_(column_of(options.segment, "segment", columns, name)),
      amount_(column_of(options.amount, "amount", columns, name)),
      entity_(column_of(options.entity, "entity", columns, name)) {
  asked_ = !options.time.empty();
  facts_.time_column = options.time;
  facts_.segment_column = options.segment;
  facts_.amount_column = options.amount;
  facts_.entity_column = options.entity;
}

void FactReader::find_dates(const Block& block) {
  for (std::size_t j = 0; j < columns_.size() && !time_; ++j)
    if (all_dates(block, j)) time_ = j;
  if (!time_) return;
  facts_.time_column = columns_[*time_];
  facts_.dates = all_dates(block, *time_);
}

void FactReader::add_time(const Block& block) {
  for (std::size_t row = 0; row < block.size; ++row) {
    std::optional<double> value = NAN;
    if (!is_missing(block, *time_, row)) {
      std::string buffer;
      value =
          facts_.dates ? parse_moment(cell_text(block, *time_, row, buffer)) : number_at(block, *time_, row);
      if (!value && !asked_) value = NAN;
      if (!value || std::isinf(*value))
        fail(Fault::data, "{}: column {}: \"{}\" is no {}", block.place(row), shown(facts_.time_column),
             shortened(cell_text(block, *time_, row, buffer)),
             facts_.dates ? "date as 2025-10-01 08:30:00" : "number, nor are all of them dates");
    }
    facts_.time.push_back(*value);
  }
}

void FactReader::add_amount(const Block& block) {
  for (std::size_t row = 0; row < block.size; ++row) {
    const std::optional<double> value =
        is_missing(block, *amount_, row) ? std::optional<double>(0) : number_at(block, *amount_, row);
    std::string buffer;
    if (!value || !std::isfinite(*value))
      fail(Fault::data, "{}: column {}: \"{}\" is no amount", block.place(row), shown(facts_.amount_column),
           shortened(cell_text(block, *amount_, row, buffer)));
    facts_.amount.push_back(*value);
  }
}

void FactReader::add(const Block& block) {
  if (std::exchange(first_, false)) find_dates(block);
  if (time_) add_time(block);
  if (amount_) add_amount(block);
  std::string buffer;
  for (std::size_t row = 0; row < block.size; ++row) {
    if (segment_) facts_.segment.add(cell_text(block, *segment_, row, buffer));
    if (entity_) facts_.entity.add(cell_text(block, *entity_, row, buffer));
  }
}

}  // namespace discern
