// One feature column while the normal records are read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/cells.h"
#include "data/schema.h"

namespace discern {

class LearnedColumn {
 public:
  // position is the column's in the blocks; kind is empty where it is to be found.
  LearnedColumn(std::string name, std::size_t position, std::optional<Kind> kind);

  // The rows of block that keep says. Error(data) for a value that does not fit the kind.
  void append(const Block& block, const std::vector<char>& keep);

  const std::string& name() const { return name_; }
  std::size_t position() const { return position_; }
  bool has_values() const { return has_values_; }
  // The schema's column; its values as in Table::columns are moved to out.
  ColumnSchema finish(std::vector<double>& out);

 private:
  void find_kind(const Block& block, const std::vector<char>& keep);
  void append_categories(const Block& block, const std::vector<char>& keep);

  std::string name_;
  std::size_t position_;
  std::optional<Kind> kind_;
  Remedies remedies_;
  std::vector<double> values_;
  CategoryIndex index_;
  std::vector<std::string> categories_;  // in the order they came
  std::vector<std::size_t> counts_;      // of categories_
  bool has_values_ = false;
};

}  // namespace discern
