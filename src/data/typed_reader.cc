#include <algorithm>
#include <limits>

#include "base/fail.h"
#include "base/text.h"
#include "data/cells.h"
#include "data/column_names.h"
#include "data/learned_pictures.h"
#include "data/resample.h"
#include "data/schema.h"

namespace discern {
namespace {

using Places = std::unordered_map<std::string_view, std::size_t>;

std::ptrdiff_t role_place(const Places& places, const std::vector<std::string>& columns,
                          const std::string& name, const char* option, const std::string& input) {
  if (name.empty()) return -1;
  const auto found = places.find(name);
  if (found != places.end()) return std::ptrdiff_t(found->second);
  fail(Fault::usage, "--{} {}: there is no such column in {}{}; its columns are {}", option, name, input,
       did_you_mean(name, columns), some_of(columns));
}

[[noreturn]] void refuse_missing(const std::vector<std::string>& missing,
                                 const std::vector<std::string>& columns, const std::string& input) {
  if (are_numbered(columns))
    fail(Fault::data, "{}: no column names; the model needs {}: put a header above the records", input,
         some_of(missing));
  std::vector<std::string> out;
  for (const std::string& name : missing) out.push_back(shown(name) + did_you_mean(name, columns));
  fail(Fault::data, "{}: lacks the column{} {}; the model was trained with {}: add {}, or train without",
       input, missing.size() == 1 ? "" : "s", list_of(out), missing.size() == 1 ? "it" : "them",
       missing.size() == 1 ? "it" : "them");
}

}  // namespace

TypedReader::TypedReader(const Schema& schema, const std::vector<std::string>& columns,
                         const std::string& key, const std::string& label, const std::string& input,
                         const std::string& group)
    : schema_(schema) {
  Places places;
  for (std::size_t i = 0; i < columns.size(); ++i) places.emplace(columns[i], i);
  key_ = role_place(places, columns, key, "key", input);
  label_ = role_place(places, columns, label, "label", input);
  group_ = role_place(places, columns, group, "group", input);
  std::vector<std::string> missing;
  for (const ColumnSchema& column : schema_.columns) {
    const auto found = places.find(column.name);
    if (found == places.end())
      missing.push_back(column.name);
    else
      positions_.push_back(found->second);
    indices_.emplace_back(column.categories);
  }
  if (!missing.empty()) refuse_missing(missing, columns, input);
}

Table TypedReader::read(const Block& block) const {
  static const Remedies remedies = scoring_remedies();
  Table table;
  table.rows = block.size;
  table.first = block.first;
  table.columns.resize(schema_.columns.size());
  for (std::size_t i = 0; i < schema_.columns.size(); ++i) {
    const ColumnSchema& column = schema_.columns[i];
    if (column.kind == Kind::numeric)
      append_numbers(block, positions_[i], column.name, nullptr, remedies, table.columns[i]);
    else if (column.kind == Kind::boolean)
      append_truths(block, positions_[i], column.name, nullptr, remedies, table.columns[i]);
    else if (column.kind == Kind::picture)
      read_pictures(block, i, table);
    else
      read_categories(block, i, table);
  }
  const auto copy = [&](std::ptrdiff_t column, std::vector<std::string>& out) {
    std::string buffer;
    for (std::size_t row = 0; column >= 0 && row < block.size; ++row)
      out.emplace_back(cell_text(block, std::size_t(column), row, buffer));
  };
  copy(key_, table.keys);
  copy(label_, table.labels);
  copy(group_, table.groups);
  return table;
}

void TypedReader::read_pictures(const Block& block, std::size_t column, Table& table) const {
  const PictureShape& shape = schema_.columns[column].picture;
  const PictureColumn& pictures = pictures_of(block, positions_[column], schema_.columns[column].name);
  table.pixels.resize(block.size * shape.size());
  for (std::size_t row = 0; row < block.size; ++row) {
    fit_picture(pictures[row], shape, table.pixels.data() + row * shape.size());
    table.sizes.push_back({pictures[row].height, pictures[row].width});
  }
  table.columns[column] = mean_intensities(table.pixels, shape);
}

void TypedReader::read_categories(const Block& block, std::size_t column, Table& table) const {
  std::vector<double>& out = table.columns[column];
  out.reserve(block.size);
  std::string buffer;
  for (std::size_t row = 0; row < block.size; ++row) {
    const std::string_view text = cell_text(block, positions_[column], row, buffer);
    if (text.empty()) {
      out.push_back(std::numeric_limits<double>::quiet_NaN());
    } else if (const auto found = indices_[column].find(text)) {
      out.push_back(double(*found));
    } else {
      out.push_back(kUnknownCategory);
      table.unknown.push_back({row, column, std::string(text.substr(0, kLongestCategory))});
    }
  }
}

}  // namespace discern
