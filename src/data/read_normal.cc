#include <simdjson.h>

#include <algorithm>
#include <cmath>

#include "base/fail.h"
#include "base/text.h"
#include "data/column_names.h"
#include "data/column_warnings.h"
#include "data/learned_column.h"
#include "data/learned_pictures.h"

namespace discern {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_role(const char* option, const std::string& name, const std::vector<std::string>& columns) {
  if (!holds(columns, name))
    fail(Fault::usage, "--{} {}: there is no such column{}; the columns are {}", option, name,
         did_you_mean(name, columns), some_of(columns));
}

void check_roles(const Roles& roles, const std::vector<std::string>& columns, const std::string& normal) {
  if (!roles.key.empty()) check_role("key", roles.key, columns);
  if (!roles.label.empty()) check_role("label", roles.label, columns);
  if (!roles.group.empty()) check_role("group", roles.group, columns);
  for (const std::string& name : roles.exclude) check_role("exclude", name, columns);
  for (const std::string& name : roles.categorical) check_role("categorical", name, columns);
  for (const std::string& name : roles.numeric) {
    check_role("numeric", name, columns);
    if (holds(roles.categorical, name))
      fail(Fault::usage, "--numeric {}: the column is declared --categorical too; keep one", name);
  }
  if (!normal.empty() && roles.label.empty())
    fail(Fault::usage, "--normal {}: no column to look for it in; name the label column with --label",
         normal);
}

std::ptrdiff_t place_of(const std::vector<std::string>& columns, const std::string& name) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  return name.empty() || found == columns.end() ? -1 : found - columns.begin();
}

std::optional<Kind> declared_kind(const Roles& roles, const std::string& name) {
  if (holds(roles.numeric, name)) return Kind::numeric;
  if (holds(roles.categorical, name)) return Kind::categorical;
  return std::nullopt;
}

class NormalReader {
 public:
  NormalReader(const std::vector<std::string>& columns, const Roles& roles, const std::string& normal)
      : roles_(roles), normal_(normal), normal_number_(parse_number(normal)) {
    check_roles(roles, columns, normal);
    key_ = place_of(columns, roles.key);
    label_ = place_of(columns, roles.label);
    group_ = place_of(columns, roles.group);
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i] != roles.key && columns[i] != roles.label && columns[i] != roles.group &&
          !holds(roles.exclude, columns[i]))
        columns_.emplace_back(columns[i], i, declared_kind(roles, columns[i]));
    if (columns_.empty())
      fail(Fault::data, "no column is left to learn from; expected one that is not key, label or excluded");
  }

  void append(const Block& block) {
    if (out_.table.rows == 0 && !pictures_) find_pictures(block);
    std::vector<char> keep(block.size, 1);
    std::string buffer;
    for (std::size_t row = 0; row < block.size; ++row) {
      if (label_ >= 0 && !keep_label(cell_text(block, std::size_t(label_), row, buffer), block.decimal)) {
        keep[row] = 0;
        continue;
      }
      if (key_ >= 0) out_.table.keys.emplace_back(cell_text(block, std::size_t(key_), row, buffer));
      if (group_ >= 0) out_.table.groups.emplace_back(cell_text(block, std::size_t(group_), row, buffer));
      ++out_.table.rows;
    }
    if (pictures_) pictures_->append(block, keep);
    for (LearnedColumn& column : columns_) column.append(block, keep);
  }

  NormalRecords finish() {
    if (out_.table.rows == 0) refuse_empty();
    if (pictures_) {
      out_.schema.columns.push_back(pictures_->finish(out_.table, out_.warnings));
      check_text(out_.schema.columns.back());
    }
    for (LearnedColumn& column : columns_) {
      if (!column.has_values()) {
        out_.warnings.push_back(
            fmt::format("column {} has no value in any record and is left out", shown(column.name())));
        continue;
      }
      std::vector<double>& values = out_.table.columns.emplace_back();
      out_.schema.columns.push_back(column.finish(values));
      check_text(out_.schema.columns.back());
      warn(out_.schema.columns.back(), values);
    }
    if (out_.schema.columns.empty())
      fail(Fault::data,
           "no column has a value in any of {} records; expected one at least: check --missing and the "
           "delimiter",
           out_.table.rows);
    return std::move(out_);
  }

 private:
  // A column of pictures is the only feature beside conditions, which are categories whatever they look like.
  void find_pictures(const Block& block) {
    for (const LearnedColumn& column : columns_) {
      if (!std::holds_alternative<PictureColumn>(block.columns[column.position()])) continue;
      pictures_.emplace(column.name(), column.position(), roles_.image_height, roles_.image_width);
      std::vector<LearnedColumn> conditions;
      for (const LearnedColumn& other : columns_)
        if (holds(roles_.condition, other.name()) && other.position() != column.position())
          conditions.emplace_back(other.name(), other.position(), Kind::categorical);
      columns_ = std::move(conditions);
      return;
    }
  }

  bool keep_label(std::string_view label, char decimal) {
    const bool kept = normal_.empty() || label == normal_ ||
                      (normal_number_ && !label.empty() && parse_number(label, decimal) == normal_number_);
    if (kept)
      out_.table.labels.emplace_back(label);
    else if (other_labels_.size() < 20 && !holds(other_labels_, std::string(label)))
      other_labels_.emplace_back(label);
    return kept;
  }

  [[noreturn]] void refuse_empty() const {
    if (other_labels_.empty()) fail(Fault::data, "there is no record to learn from; expected one at least");
    fail(Fault::data, "no record has {} in the label column {}; it holds {}: name one with --normal",
         shown(normal_), shown(roles_.label), some_of(other_labels_));
  }

  // The model file holds names and categories as JSON, which is UTF-8.
  static void check_text(const ColumnSchema& column) {
    const auto is_text = [](const std::string& text) { return simdjson::validate_utf8(text); };
    if (is_text(column.name) && std::all_of(column.categories.begin(), column.categories.end(), is_text))
      return;
    fail(Fault::data,
         "column {}: its text is not UTF-8; convert the file first: iconv -f WINDOWS-1252 -t UTF-8, or "
         "whatever it is",
         is_text(column.name) ? shown(column.name) : "with a name that cannot be shown");
  }

  void warn(const ColumnSchema& column, const std::vector<double>& values) {
    std::optional<std::string> warning;
    if (column.kind == Kind::numeric) warning = row_number_warning(column.name, values);
    if (column.kind == Kind::categorical)
      warning = identifier_warning(column.name, column.categories.size(), values.size());
    if (warning) out_.warnings.push_back(std::move(*warning));
  }

  const Roles& roles_;
  const std::string& normal_;
  std::optional<double> normal_number_;
  std::ptrdiff_t key_ = -1, label_ = -1, group_ = -1;
  std::vector<LearnedColumn> columns_;
  std::optional<LearnedPictures> pictures_;
  std::vector<std::string> other_labels_;
  NormalRecords out_;
};

}  // namespace

NormalRecords read_normal(Source& source, const Roles& roles, const std::string& normal) {
  NormalReader reader(source.columns(), roles, normal);
  Block block;
  while (source.next(block)) reader.append(block);
  return reader.finish();
}

}  // namespace discern
